#!/usr/bin/env node
import { connectorProcess } from './connector/connector-process.ts';
import { keepFilesPrivate } from './util/keep-files-private.ts';

keepFilesPrivate();
await connectorProcess('feishu');
