import { RunLogFile } from '../destinations/run-log-file.ts';

/** The log of runs beside the file of a destination, which can be read while a run holds that file. */
export function createRunLog(destinationFile: string): RunLogFile {
  return new RunLogFile(destinationFile);
}
