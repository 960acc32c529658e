#!/usr/bin/env node
import { exitCodes } from './cli/exit-codes.ts';
import { main } from './cli/main.ts';
import { processTerminal } from './cli/terminal.ts';
import { keepFilesPrivate } from './util/keep-files-private.ts';
import { heedNohup } from './util/stop-signals.ts';

keepFilesPrivate();
heedNohup();
const terminal = processTerminal();
const exitCode = await main(process.argv.slice(2), terminal);
// What was written last may only now turn out to have had no reader.
process.exitCode = exitCode;
process.once('beforeExit', () => {
  if (!terminal.isRead()) process.exitCode = exitCodes.stopped;
});
