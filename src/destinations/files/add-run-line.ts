import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { RunReport } from '../../model/run-report.ts';

/** A report is saved again soon, if ever: the last lines tell whether it is there, however long the file has become. */
const searchedBytes = 1_048_576;

/** Adds a report to a file of reports, one per line, unless its end has it. What was broken off there stays on a line of its own. */
export function addRunLine(path: string, report: RunReport): void {
  const handle = openSync(path, 'a+');
  try {
    const end = Buffer.alloc(Math.min(fstatSync(handle).size, searchedBytes));
    readSync(handle, end, 0, end.length, fstatSync(handle).size - end.length);
    const lines = end.toString('utf8').split('\n');
    const line = JSON.stringify(report);
    if (lines.includes(line)) return;
    writeSync(handle, `${lines.at(-1) === '' ? '' : '\n'}${line}\n`);
  } finally {
    closeSync(handle);
  }
}
