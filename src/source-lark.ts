#!/usr/bin/env node
import { connectorProcess } from './app/connector/connector-process.ts';

await connectorProcess('lark');
