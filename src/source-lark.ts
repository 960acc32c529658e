#!/usr/bin/env node
import { connectorProcess } from './app/connector/connector-process.ts';
import { keepFilesPrivate } from './util/private-files.ts';

keepFilesPrivate();
await connectorProcess('lark');
