import type { BegunRun, RunHistory, RunLog } from '../../model/run-log.ts';
import type { RunReport } from '../../model/run-report.ts';
import { withFileErrors } from '../file-errors.ts';
import { maxSearchedRuns, type RunLogFile } from '../run-log-file.ts';

/** The history of runs in the database, and a copy of it in the file beside, which can be read while a run holds the database. */
export class DuckdbRunLog implements RunLog {
  readonly #table: RunLog;
  readonly #file: RunLogFile;
  readonly #path: string;

  constructor(table: RunLog, file: RunLogFile, path: string) {
    this.#table = table;
    this.#file = file;
    this.#path = path;
  }

  async begin(run: Omit<BegunRun, 'pid'>): Promise<void> {
    const { runs } = await this.#table.load(maxSearchedRuns);
    await withFileErrors('writing', this.#path, () => this.#file.begin({ ...run, pid: process.pid }, runs));
  }

  /** The table, which the next run copies into the file, has the report also where the file cannot be written. */
  async save(report: RunReport): Promise<void> {
    await this.#table.save(report);
    await withFileErrors('writing', this.#path, () => this.#file.save(report));
  }

  async leave(): Promise<void> {
    await withFileErrors('writing', this.#path, () => this.#file.leave());
  }

  async load(limit: number): Promise<RunHistory> {
    const { runs } = await this.#table.load(limit);
    return { runs, begun: this.#file.read().begun };
  }
}
