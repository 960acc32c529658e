import type { DeletesChange, RowsChange, ScannedChange } from '../../model/change.ts';
import type {
  Alteration,
  CommitCounts,
  Destination,
  DestinationRun,
  Disappearance,
  PlannedStream,
} from '../../model/destination.ts';
import { BugError, must } from '../../model/errors.ts';
import type { RunReport } from '../../model/run.ts';
import type { Key } from '../../model/stream.ts';
import type { JsonValue } from '../../util/json.ts';
import { KeyFilter } from '../../util/key-filter.ts';
import { withFileErrors } from '../file-errors.ts';
import { RunLogFile, searchedRuns } from '../run-log-file.ts';
import { findAltered, forgetTables, rememberTables } from './altered.ts';
import { DuckdbConnection, rowGroupSize } from './connection.ts';
import type { MergeTarget } from './merge.ts';
import { names, preserveSilent, quoteName } from './sql.ts';
import { emptyCounts, StagingConnection } from './staging-connection.ts';
import type { StagingTable } from './staging-table.ts';
import { ensureOwnTables, hasOwnTables, readRuns, readState, writeRun, writeState } from './state.ts';
import { markPresent, measureScan, missingKeys, sweepScan } from './sweep.ts';
import { createTable, ensureTable, isTableEmpty, qualify, readTable } from './table.ts';

export interface DuckdbOptions {
  readonly path: string;
  readonly schema: string;
  /** Rows that are gone upstream are removed instead of marked. */
  readonly hardDeletes: boolean;
}

interface OpenStream {
  readonly planned: PlannedStream;
  target: MergeTarget;
  /** Columns that rows of this run did not speak of. */
  readonly silent: Set<string>;
}

/** Wide rows are merged when they are this large and fill their last row group, narrow ones when they are many. */
const wideBytes = 8_000_000;
const maxStagedBytes = 32_000_000;
const maxStagedRows = 65_536;
/** From this average on, row groups need more memory than usual. */
const wideRowBytes = 3_000;

function isFull(staging: StagingTable): boolean {
  if (staging.rowCount >= maxStagedRows || staging.bytes >= maxStagedBytes) return true;
  return staging.bytes >= wideBytes && staging.rowCount % rowGroupSize === 0;
}

/** In the instance's own database, which is gone with the process: all connections see it, and it goes to disk when it is large. */
const unchangedTable = (stream: string): string => `memory.main.${quoteName(`unchanged_${stream}`)}`;
const refreshedTable = (stream: string): string => `memory.main.${quoteName(`refreshed_${stream}`)}`;
const shadowName = (stream: string): string => `_larkstream_new_${stream}`;

/**
 * A DuckDB file. Rows are staged in temporary tables and merged by key in 8,192-row groups, without an index: measured, that
 * is faster than a primary key at every size, and needs a third of the memory (docs/benchmarks.md). Rows may become visible
 * before the state that covers them, never after it.
 */
export class DuckdbDestination implements Destination {
  readonly name: string;
  readonly isVisibleAtCommit = true;
  readonly #database: DuckdbConnection;
  readonly #options: DuckdbOptions;
  readonly #streams = new Map<string, OpenStream>();
  #run: DestinationRun | undefined;
  #connections: readonly [filling: StagingConnection, merging: StagingConnection];
  #merging: Promise<void> = Promise.resolve();
  #counts = emptyCounts();
  #hasWideRows = false;
  readonly #log: RunLogFile;

  private constructor(database: DuckdbConnection, second: DuckdbConnection, options: DuckdbOptions) {
    this.#database = database;
    this.#connections = [new StagingConnection(database), new StagingConnection(second)];
    this.#options = options;
    this.name = options.path;
    this.#log = new RunLogFile(options.path);
  }

  /** @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
  static async open(options: DuckdbOptions): Promise<DuckdbDestination> {
    return await DuckdbDestination.over(await DuckdbConnection.open(options.path), options);
  }

  /** Over a database that is open already. */
  static async over(database: DuckdbConnection, options: DuckdbOptions): Promise<DuckdbDestination> {
    return new DuckdbDestination(database, await database.sibling(), options);
  }

  async loadState(sourceId: string): Promise<ReadonlyMap<string, JsonValue>> {
    if (!(await hasOwnTables(this.#database, this.#options.schema))) return new Map();
    return await readState(this.#database, this.#options.schema, sourceId);
  }

  async begin(run: DestinationRun): Promise<readonly Alteration[]> {
    let altered: Alteration[] = [];
    await this.rollback();
    this.#run = run;
    for (const { stream } of run.streams) {
      await this.#database.run(
        `CREATE OR REPLACE TABLE ${unchangedTable(stream.name)} (key UBIGINT);
         CREATE OR REPLACE TABLE ${refreshedTable(stream.name)} (key UBIGINT)`,
      );
    }
    await this.#transaction(async () => {
      await ensureOwnTables(this.#database, this.#options.schema);
      altered = await findAltered(this.#database, this.#options.schema, run.streams);
    });
    // DuckDB does not alter a table in the transaction that has updated it.
    await this.#transaction(async () => {
      for (const planned of run.streams) this.#streams.set(planned.stream.name, await this.#openStream(planned));
    });
    const { runId, sourceId, startedAt } = run;
    const begun = { runId, sourceId, startedAt, pid: process.pid };
    const runs = await this.loadRuns(searchedRuns);
    await withFileErrors('writing', this.name, () => this.#log.begin(begun, runs));
    return altered;
  }

  async write(change: RowsChange | DeletesChange): Promise<void> {
    const { stream } = this.#open(change.stream).planned;
    if (change.kind === 'deletes') await this.#writeDeletes(change);
    else if (stream.parentKey === undefined) await this.#writeRows(change);
    else await this.#writeChildren(change);
  }

  async beginRefresh(): Promise<void> {
    // What waits was written before, and must not count as written from here on.
    await this.#settle();
    const filled: string[] = [];
    for (const open of this.#streams.values()) {
      const { refreshed } = open.target;
      if (refreshed?.isFilled === true) filled.push(`DELETE FROM ${refreshed.table}`);
      open.target = {
        ...open.target,
        refreshed: { table: refreshedTable(open.planned.stream.name), isFilled: false },
      };
    }
    if (filled.length > 0) await this.#database.run(filled.join('; '));
  }

  async measure(scan: ScannedChange): Promise<Disappearance> {
    const { planned, target } = this.#open(scan.stream);
    if (planned.mode !== 'dedup') return { live: 0, missing: 0 };
    await this.#settle();
    return await measureScan(this.#database, target, scan);
  }

  async missingKeys(scan: ScannedChange, limit: number): Promise<Key[]> {
    const { target } = this.#open(scan.stream);
    await this.#settle();
    return await missingKeys(this.#database, target, { scan, limit });
  }

  async markPresent(stream: string, keys: readonly Key[]): Promise<void> {
    // What is written while a merge is under way goes with its transaction, which may begin anew.
    await this.#merging;
    await markPresent(this.#database, this.#open(stream).target, keys);
  }

  async sweep(scan: ScannedChange): Promise<void> {
    const { planned, target } = this.#open(scan.stream);
    if (planned.mode !== 'dedup') return;
    await this.#settle();
    const [connection] = this.#connections;
    connection.deleteLater({ stream: scan.stream, run: () => sweepScan(connection.database, target, scan) });
  }

  async commit(states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const { sourceId, runId } = must(this.#run, 'The run');
    await this.#merging;
    const [connection] = this.#connections;
    if (!connection.isEmpty || states.size > 0) {
      await connection.commit(this.#targetOf, this.#counts, () =>
        writeState(connection.database, this.#options.schema, { sourceId, runId, states }),
      );
    }
    const counts = this.#counts;
    this.#counts = emptyCounts();
    return counts;
  }

  async publish(streams: readonly string[], states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const { sourceId, runId } = must(this.#run, 'The run');
    const counts = await this.commit(new Map());
    await this.#transaction(async () => {
      for (const name of streams) await this.#publishStream(this.#open(name));
      await writeState(this.#database, this.#options.schema, { sourceId, runId, states });
    });
    return counts;
  }

  /** What is committed is visible at once. */
  async finish(altered: ReadonlySet<string> = new Set()): Promise<void> {
    const { streams } = must(this.#run, 'The run');
    await this.#transaction(() => rememberTables(this.#database, this.#options.schema, { streams, altered }));
  }

  async rollback(): Promise<void> {
    // A merge that failed has been told to whoever waited for it; here only its end matters.
    await this.#merging.catch(() => undefined);
    this.#merging = Promise.resolve();
    for (const connection of this.#connections) await connection.rollback();
    const shadows = [...this.#streams.values()].filter(({ planned }) => planned.mode !== 'dedup');
    this.#streams.clear();
    for (const { planned } of shadows) await this.#dropShadow(planned.stream.name).catch(() => undefined);
  }

  async reset(sourceId: string, streams: readonly string[], slices: readonly string[]): Promise<void> {
    await this.#transaction(async () => {
      await ensureOwnTables(this.#database, this.#options.schema);
      for (const stream of streams) {
        await this.#database.run(`DROP TABLE IF EXISTS ${qualify(this.#options.schema, stream)}`);
      }
      await forgetTables(this.#database, this.#options.schema, streams);
      const states = new Map(slices.map((slice) => [slice, null]));
      await writeState(this.#database, this.#options.schema, { sourceId, runId: 'reset', states });
    });
  }

  async saveRun(report: RunReport): Promise<void> {
    await writeRun(this.#database, this.#options.schema, report);
    await withFileErrors('writing', this.name, () => this.#log.save(report));
  }

  async loadRuns(limit: number): Promise<JsonValue[]> {
    if (!(await hasOwnTables(this.#database, this.#options.schema))) return [];
    return await readRuns(this.#database, this.#options.schema, limit);
  }

  async close(): Promise<void> {
    await this.rollback();
    if (this.#run !== undefined)
      await withFileErrors('writing', this.name, () => this.#log.leave()).catch(() => undefined);
    for (const connection of this.#connections) if (connection.database !== this.#database) connection.database.close();
    this.#database.close();
  }

  readonly #targetOf = (stream: string): MergeTarget => this.#open(stream).target;

  async #writeRows({ stream: name, rows, silent = [] }: RowsChange): Promise<void> {
    const { planned, silent: all } = this.#open(name);
    const { stream } = planned;
    for (const column of silent) all.add(column);
    for (let from = 0; from < rows.length; ) {
      let staging = await this.#connections[0].stagingTableOf(stream);
      if (staging.keyCount > 0 || isFull(staging) || !staging.takes(silent)) {
        await this.#rotate();
        staging = await this.#connections[0].stagingTableOf(stream);
        staging.takes(silent);
      }
      const room = rowGroupSize - (staging.rowCount % rowGroupSize);
      staging.addRows(from === 0 && room >= rows.length ? rows : rows.slice(from, from + room));
      from += room;
      await this.#makeRoomFor(staging);
    }
  }

  async #writeChildren({ stream: name, rows, parents = [], silent = [] }: RowsChange): Promise<void> {
    const { planned, silent: all } = this.#open(name);
    const { stream } = planned;
    for (const column of silent) all.add(column);
    let staging = await this.#connections[0].stagingTableOf(stream);
    if (staging.holdsParent(parents) || isFull(staging) || !staging.takes(silent)) {
      await this.#rotate();
      staging = await this.#connections[0].stagingTableOf(stream);
      staging.takes(silent);
    }
    staging.addRows(rows);
    staging.addKeys(parents);
    await this.#makeRoomFor(staging);
  }

  async #writeDeletes({ stream: name, keys }: DeletesChange): Promise<void> {
    const { stream } = this.#open(name).planned;
    if (stream.parentKey !== undefined) {
      throw new BugError({
        code: 'internal.unexpected',
        message: {
          en: `${name} follows its parent; its rows go by an empty set of rows for the parent`,
          zh: `${name} 随父记录变化；父记录为空时其行即被删除`,
        },
      });
    }
    let staging = await this.#connections[0].stagingTableOf(stream);
    if (staging.rowCount > 0) {
      await this.#rotate();
      staging = await this.#connections[0].stagingTableOf(stream);
    }
    staging.addKeys(keys);
  }

  async #makeRoomFor(staging: StagingTable): Promise<void> {
    if (this.#hasWideRows || staging.bytes < wideRowBytes * staging.rowCount) return;
    this.#hasWideRows = true;
    await this.#database.allowWideRows();
  }

  /** Starts merging what waits, and goes on filling the other connection meanwhile. */
  async #rotate(): Promise<void> {
    await this.#merging;
    const [filled, free] = this.#connections;
    this.#connections = [free, filled];
    this.#merging = filled.commit(this.#targetOf, this.#counts);
    // The failure is met by the next one who waits; until then it must not count as unhandled.
    this.#merging.catch(() => undefined);
  }

  /** Everything written so far is merged. */
  async #settle(): Promise<void> {
    await this.#merging;
    const [connection] = this.#connections;
    if (connection.isEmpty) return;
    await connection.commit(this.#targetOf, this.#counts);
  }

  async #openStream(planned: PlannedStream): Promise<OpenStream> {
    const { stream, mode } = planned;
    const run = must(this.#run, 'The run');
    const found = await ensureTable(this.#database, this.#options.schema, stream);
    const shadow = mode !== 'dedup';
    await this.#dropShadow(stream.name);
    if (shadow) await createTable(this.#database, this.#options.schema, shadowName(stream.name), stream);
    const table = shadow ? shadowName(stream.name) : stream.name;
    const isEmpty = shadow || (await isTableEmpty(this.#database, this.#options.schema, table));
    return {
      silent: new Set(),
      planned,
      target: {
        stream,
        table: qualify(this.#options.schema, table),
        columns: shadow ? await readTable(this.#database, this.#options.schema, table) : found,
        runId: run.runId,
        startedAt: run.startedAt,
        hardDeletes: shadow || this.#options.hardDeletes,
        ...(isEmpty ? { inserted: new KeyFilter() } : {}),
        unchangedTable: unchangedTable(stream.name),
      },
    };
  }

  async #publishStream({ planned: { stream, mode }, silent }: OpenStream): Promise<void> {
    if (mode === 'dedup') return;
    const visible = qualify(this.#options.schema, stream.name);
    const shadow = qualify(this.#options.schema, shadowName(stream.name));
    if (mode === 'overwrite') {
      if (silent.size > 0)
        await this.#database.run(preserveSilent({ shadow, visible, key: stream.primaryKey, silent }));
      await this.#database.run(`DROP TABLE ${visible}; ALTER TABLE ${shadow} RENAME TO ${quoteName(stream.name)}`);
      return;
    }
    const columns = [...(await readTable(this.#database, this.#options.schema, shadowName(stream.name))).keys()];
    await this.#database.run(
      `INSERT INTO ${visible} (${names(columns)}) SELECT ${names(columns)} FROM ${shadow}; DROP TABLE ${shadow}`,
    );
  }

  async #dropShadow(stream: string): Promise<void> {
    await this.#database.run(`DROP TABLE IF EXISTS ${qualify(this.#options.schema, shadowName(stream))}`);
  }

  #open(stream: string): OpenStream {
    return must(this.#streams.get(stream), `Stream ${stream} in this run`);
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#database.run('BEGIN TRANSACTION');
    try {
      await work();
      await this.#database.run('COMMIT');
    } catch (thrown) {
      await this.#database.run('ROLLBACK').catch(() => 0);
      throw thrown;
    }
  }
}
