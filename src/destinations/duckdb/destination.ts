import type { DeletesChange, RowsChange, ScannedChange } from '../../model/change.ts';
import type {
  CommitCounts,
  Destination,
  DestinationRun,
  Disappearance,
  PlannedStream,
} from '../../model/destination.ts';
import { BugError, must } from '../../model/errors.ts';
import type { RunReport } from '../../model/run.ts';
import type { JsonValue } from '../../util/json.ts';
import { DuckdbConnection } from './connection.ts';
import { applyStage, type MergeTarget } from './merge.ts';
import { names, quoteName } from './sql.ts';
import { Stage } from './stage.ts';
import { ensureOwnTables, hasOwnTables, readRuns, readState, writeRun, writeState } from './state.ts';
import { measureScan, sweepScan } from './sweep.ts';
import { createTable, ensureTable, qualify, readTable } from './table.ts';

export interface DuckdbOptions {
  readonly path: string;
  readonly schema: string;
  /** Rows that are gone upstream are removed instead of marked. */
  readonly hardDeletes: boolean;
}

interface OpenStream {
  readonly planned: PlannedStream;
  readonly target: MergeTarget;
  readonly stage: Stage;
}

/** What waits in memory before it is merged into the open transaction: enough rows for one merge, flat in memory. */
const maxStagedRows = 65_536;
const maxStagedBytes = 8_000_000;

const asideName = (stream: string): string => `_larkstream_new_${stream}`;

/**
 * A DuckDB file. Rows are staged in temporary tables and merged by key in 8,192-row groups, without an index: measured, that
 * is faster than a primary key at every size, and needs a third of the memory (docs/benchmarks.md).
 */
export class DuckdbDestination implements Destination {
  readonly name: string;
  readonly #database: DuckdbConnection;
  readonly #options: DuckdbOptions;
  #run: DestinationRun | undefined;
  #streams = new Map<string, OpenStream>();
  #inTransaction = false;
  #written = new Map<string, number>();
  #deleted = new Map<string, number>();

  private constructor(database: DuckdbConnection, options: DuckdbOptions) {
    this.#database = database;
    this.#options = options;
    this.name = options.path;
  }

  /** @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
  static async open(options: DuckdbOptions): Promise<DuckdbDestination> {
    return new DuckdbDestination(await DuckdbConnection.open(options.path), options);
  }

  async loadState(sourceId: string): Promise<ReadonlyMap<string, JsonValue>> {
    if (!(await hasOwnTables(this.#database, this.#options.schema))) return new Map();
    return await readState(this.#database, this.#options.schema, sourceId);
  }

  async begin(run: DestinationRun): Promise<void> {
    await this.rollback();
    this.#run = run;
    await this.#transaction(async () => {
      await ensureOwnTables(this.#database, this.#options.schema);
      for (const planned of run.streams) this.#streams.set(planned.stream.name, await this.#openStream(planned));
    });
  }

  async write(change: RowsChange | DeletesChange): Promise<void> {
    const open = this.#open(change.stream);
    await this.#ensureTransaction();
    if (change.kind === 'deletes') {
      await this.#stageDeletes(open, change);
      return;
    }
    const parents = change.parents ?? [];
    const isChild = open.planned.stream.parentKey !== undefined;
    const mustFollow = isChild ? open.stage.holdsParent(parents) : open.stage.keyCount > 0;
    const isFull = open.stage.rowCount >= maxStagedRows || open.stage.bytes >= maxStagedBytes;
    if (mustFollow || isFull) await this.#apply(open);
    open.stage.addRows(change.rows);
    if (isChild) open.stage.addKeys(parents);
  }

  async measure(scan: ScannedChange): Promise<Disappearance> {
    const open = this.#open(scan.stream);
    if (open.planned.mode !== 'dedup') return { live: 0, missing: 0 };
    await this.#apply(open);
    return await measureScan(this.#database, open.target, scan.scope);
  }

  async sweep(scan: ScannedChange): Promise<void> {
    const open = this.#open(scan.stream);
    if (open.planned.mode !== 'dedup') return;
    await this.#apply(open);
    await this.#ensureTransaction();
    this.#count(this.#deleted, scan.stream, await sweepScan(this.#database, open.target, scan.scope));
  }

  async commit(states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const run = must(this.#run, 'The run');
    for (const open of this.#streams.values()) await this.#apply(open);
    if (states.size > 0) {
      await this.#ensureTransaction();
      await writeState(this.#database, this.#options.schema, { sourceId: run.sourceId, runId: run.runId, states });
    }
    if (this.#inTransaction) await this.#database.run('COMMIT');
    this.#inTransaction = false;
    return this.#takeCounts();
  }

  async publish(streams: readonly string[], states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const run = must(this.#run, 'The run');
    const counts = await this.commit(new Map());
    await this.#transaction(async () => {
      for (const name of streams) await this.#publishStream(this.#open(name).planned);
      await writeState(this.#database, this.#options.schema, { sourceId: run.sourceId, runId: run.runId, states });
    });
    return counts;
  }

  async rollback(): Promise<void> {
    if (this.#inTransaction) await this.#database.run('ROLLBACK');
    this.#inTransaction = false;
    const asides = [...this.#streams.values()].filter((open) => open.planned.mode !== 'dedup');
    for (const open of this.#streams.values()) open.stage.close();
    this.#streams.clear();
    for (const open of asides) await this.#dropAside(open.planned.stream.name);
  }

  async reset(sourceId: string, streams: readonly string[], slices: readonly string[]): Promise<void> {
    await this.#transaction(async () => {
      await ensureOwnTables(this.#database, this.#options.schema);
      for (const stream of streams) {
        await this.#database.run(`DROP TABLE IF EXISTS ${qualify(this.#options.schema, stream)}`);
      }
      const states = new Map(slices.map((slice) => [slice, null]));
      await writeState(this.#database, this.#options.schema, { sourceId, runId: 'reset', states });
    });
  }

  async saveRun(report: RunReport): Promise<void> {
    await writeRun(this.#database, this.#options.schema, report);
  }

  async loadRuns(limit: number): Promise<JsonValue[]> {
    if (!(await hasOwnTables(this.#database, this.#options.schema))) return [];
    return await readRuns(this.#database, this.#options.schema, limit);
  }

  async close(): Promise<void> {
    await this.rollback();
    this.#database.close();
  }

  async #openStream(planned: PlannedStream): Promise<OpenStream> {
    const { stream, mode } = planned;
    const run = must(this.#run, 'The run');
    const found = await ensureTable(this.#database, this.#options.schema, stream);
    const aside = mode !== 'dedup';
    await this.#dropAside(stream.name);
    if (aside) {
      await createTable(this.#database, this.#options.schema, asideName(stream.name), stream);
    }
    const table = aside ? asideName(stream.name) : stream.name;
    return {
      planned,
      stage: await Stage.create(this.#database, stream),
      target: {
        stream,
        table: qualify(this.#options.schema, table),
        columns: aside ? await readTable(this.#database, this.#options.schema, table) : found,
        runId: run.runId,
        startedAt: run.startedAt,
        hardDeletes: aside || this.#options.hardDeletes,
      },
    };
  }

  async #stageDeletes(open: OpenStream, change: DeletesChange): Promise<void> {
    if (open.planned.stream.parentKey !== undefined) {
      throw new BugError({
        code: 'internal.unexpected',
        message: `${change.stream} follows its parent; its rows go by an empty set of rows for the parent`,
      });
    }
    if (open.stage.rowCount > 0) await this.#apply(open);
    open.stage.addKeys(change.keys);
  }

  async #publishStream({ stream, mode }: PlannedStream): Promise<void> {
    if (mode === 'dedup') return;
    const visible = qualify(this.#options.schema, stream.name);
    const aside = qualify(this.#options.schema, asideName(stream.name));
    if (mode === 'overwrite') {
      await this.#database.run(`DROP TABLE ${visible}; ALTER TABLE ${aside} RENAME TO ${quoteName(stream.name)}`);
      return;
    }
    const columns = [...(await readTable(this.#database, this.#options.schema, asideName(stream.name))).keys()];
    await this.#database.run(
      `INSERT INTO ${visible} (${names(columns)}) SELECT ${names(columns)} FROM ${aside}; DROP TABLE ${aside}`,
    );
  }

  async #dropAside(stream: string): Promise<void> {
    await this.#database.run(`DROP TABLE IF EXISTS ${qualify(this.#options.schema, asideName(stream))}`);
  }

  async #apply(open: OpenStream): Promise<void> {
    if (open.stage.isEmpty) return;
    await this.#ensureTransaction();
    const { written, deleted } = await applyStage(this.#database, open.target, open.stage);
    this.#count(this.#written, open.planned.stream.name, written);
    this.#count(this.#deleted, open.planned.stream.name, deleted);
  }

  #count(counts: Map<string, number>, stream: string, rows: number): void {
    if (rows > 0) counts.set(stream, (counts.get(stream) ?? 0) + rows);
  }

  #takeCounts(): CommitCounts {
    const unfit = new Map<string, number>();
    for (const { stage, planned } of this.#streams.values()) {
      for (const [column, count] of stage.unfit) unfit.set(`${planned.stream.name}.${column}`, count);
      stage.unfit.clear();
    }
    const counts = { written: this.#written, deleted: this.#deleted, unfit };
    this.#written = new Map();
    this.#deleted = new Map();
    return counts;
  }

  #open(stream: string): OpenStream {
    return must(this.#streams.get(stream), `Stream ${stream} in this run`);
  }

  async #ensureTransaction(): Promise<void> {
    if (this.#inTransaction) return;
    await this.#database.run('BEGIN TRANSACTION');
    this.#inTransaction = true;
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#ensureTransaction();
    try {
      await work();
      await this.#database.run('COMMIT');
      this.#inTransaction = false;
    } catch (thrown) {
      await this.#database.run('ROLLBACK').catch(() => 0);
      this.#inTransaction = false;
      throw thrown;
    }
  }
}
