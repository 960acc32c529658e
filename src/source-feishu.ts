#!/usr/bin/env node
import { connectorProcess } from './connector/connector-process.ts';
import { keepFilesPrivate } from './util/private-files.ts';

keepFilesPrivate();
await connectorProcess('feishu');
