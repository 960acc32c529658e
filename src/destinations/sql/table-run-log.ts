import type { RunHistory, RunLog } from '../../model/run-log.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { hasOwnTables, readRuns, writeRun } from './own-tables.ts';

/** The history of runs in a table beside the data. A run that has only begun leaves no trace in it. */
export class TableRunLog<C extends SqlConnection> implements RunLog {
  readonly #place: SqlPlace<C>;

  constructor(place: SqlPlace<C>) {
    this.#place = place;
  }

  async begin(): Promise<void> {}

  async save(report: RunReport): Promise<void> {
    await writeRun(this.#place, report);
  }

  async leave(): Promise<void> {}

  async load(limit: number): Promise<RunHistory> {
    if (!(await hasOwnTables(this.#place))) return { runs: [], begun: undefined };
    return { runs: await readRuns(this.#place, limit), begun: undefined };
  }
}
