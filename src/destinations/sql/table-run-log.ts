import { readRunReport } from '../../model/read-run-report.ts';
import type { RunHistory, RunLog } from '../../model/run-log.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { JsonValue } from '../../util/json.ts';
import { completeStreamsOf } from '../complete-streams.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { hasOwnTables, readLeftTables, readOlderRuns, readRuns, writeRun } from './own-tables.ts';

/** The number of a stream's older runs that are searched for one that read all of it. */
const maxSearched = 300;

interface StartedRun {
  readonly run: JsonValue;
  readonly at: number;
}

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
    const newest = await readRuns(this.#place, limit);
    const older = newest.length < limit ? [] : await this.#lastComplete(newest);
    return { runs: [...newest, ...older], begun: undefined };
  }

  /** Of each stream that none of the newest runs has read whole, the last run that did; else the last that had the stream. */
  async #lastComplete(newest: readonly JsonValue[]): Promise<JsonValue[]> {
    const reported = new Set(newest.flatMap(completeStreamsOf));
    const found = new Map<string, StartedRun>();
    for (const stream of (await readLeftTables(this.#place)).keys()) {
      if (reported.has(stream)) continue;
      const older = await readOlderRuns(this.#place, { stream, offset: newest.length, limit: maxSearched });
      const last = older.find((run) => completeStreamsOf(run).includes(stream)) ?? older[0];
      const report = last === undefined ? undefined : readRunReport(last);
      if (last !== undefined && report !== undefined)
        found.set(report.runId, { run: last, at: Date.parse(report.startedAt) });
    }
    return [...found.values()].sort((a, b) => b.at - a.at).map(({ run }) => run);
  }
}
