#!/usr/bin/env node
import { connectorProcess } from './connector/connector-process.ts';
import { keepFilesPrivate } from './util/keep-files-private.ts';
import { heedNohup } from './util/stop-signals.ts';

keepFilesPrivate();
heedNohup();
await connectorProcess('lark');
