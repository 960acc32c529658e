import type { DeletesChange, RowsChange, ScannedChange } from '../../model/change.ts';
import type {
  Alteration,
  CommitCounts,
  Destination,
  DestinationRun,
  Disappearance,
  PlannedStream,
} from '../../model/destination.ts';
import { BugError, must, TransientError, toLarkstreamError } from '../../model/errors.ts';
import type { RunReport } from '../../model/run.ts';
import type { Secret } from '../../model/secret.ts';
import type { Key } from '../../model/stream.ts';
import type { JsonValue } from '../../util/json.ts';
import { KeyFilter } from '../../util/key-filter.ts';
import { findAltered, forgetTables, rememberTables } from './altered.ts';
import { Batch } from './batch.ts';
import { PostgresConnection } from './connection.ts';
import { deleteKeys, type MergeTarget, mergeBatch, temporaryTables } from './merge.ts';
import { assertPrivileges } from './privileges.ts';
import { derivedName, names, preserveSilent, quoteName } from './sql.ts';
import { ensureOwnTables, hasOwnTables, readRuns, readState, writeRun, writeState } from './state.ts';
import { markPresent, measureScan, missingKeys, sweepScan } from './sweep.ts';
import { createTable, ensureKey, ensureTable, isTableEmpty, qualify, readTable } from './table.ts';

export interface PostgresOptions {
  readonly url: Secret;
  readonly schema: string;
  /** Rows that are gone upstream are removed instead of marked. */
  readonly hardDeletes: boolean;
  /** How long a statement waits for another session's lock; a minute when absent. */
  readonly lockTimeoutMs?: number;
}

const defaultLockTimeoutMs = 60_000;
const lockWaitMs = 5_000;

interface OpenStream {
  readonly planned: PlannedStream;
  target: MergeTarget;
  /** Columns that rows of this run did not speak of. */
  readonly silent: Set<string>;
  hasTemporaryTables: boolean;
}

interface Counts {
  readonly inserted: Map<string, number>;
  readonly updated: Map<string, number>;
  readonly unchanged: Map<string, number>;
  readonly deleted: Map<string, number>;
  readonly unfit: Map<string, number>;
}

const maxBatchRows = 16_384;
const maxBatchSize = 16_000_000;

const emptyCounts = (): Counts => ({
  inserted: new Map(),
  updated: new Map(),
  unchanged: new Map(),
  deleted: new Map(),
  unfit: new Map(),
});

function addCount(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}

const shadowName = (stream: string): string => derivedName('_larkstream_new_', stream);
const temporary = (prefix: string, stream: string): string => `pg_temp.${quoteName(derivedName(prefix, stream))}`;

/**
 * A schema of a Postgres database. Rows go there by COPY, into the table itself while it is new and otherwise through a temporary
 * table; everything between two commits is one transaction, with the state in it. One session at a time writes for a source.
 */
export class PostgresDestination implements Destination {
  readonly name: string;
  readonly isVisibleAtCommit = true;
  readonly #database: PostgresConnection;
  readonly #options: PostgresOptions;
  readonly #streams = new Map<string, OpenStream>();
  readonly #batches = new Map<string, Batch>();
  #run: DestinationRun | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #inTransaction = false;
  #counts = emptyCounts();

  private constructor(database: PostgresConnection, options: PostgresOptions) {
    this.#database = database;
    this.#options = options;
    this.name = database.name;
  }

  /** @throws ConfigError or TransientError `destination.open.failed`. */
  static async open(options: PostgresOptions): Promise<PostgresDestination> {
    const database = await PostgresConnection.open(options.url, options.lockTimeoutMs ?? defaultLockTimeoutMs);
    try {
      await assertPrivileges(database, options.schema);
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
    return new PostgresDestination(database, options);
  }

  async loadState(sourceId: string): Promise<ReadonlyMap<string, JsonValue>> {
    if (!(await hasOwnTables(this.#database, this.#options.schema))) return new Map();
    return await readState(this.#database, this.#options.schema, sourceId);
  }

  async begin(run: DestinationRun): Promise<readonly Alteration[]> {
    let altered: Alteration[] = [];
    await this.rollback();
    await this.#lock(run.sourceId);
    this.#run = run;
    await this.#transaction(async () => {
      await ensureOwnTables(this.#database, this.#options.schema);
      altered = await findAltered(this.#database, this.#options.schema, run.streams);
      for (const planned of run.streams) this.#streams.set(planned.stream.name, await this.#openStream(planned, run));
    });
    return altered;
  }

  async write(change: RowsChange | DeletesChange): Promise<void> {
    const open = this.#open(change.stream);
    if (change.kind === 'deletes') {
      await this.#writeDeletes(open, change);
      return;
    }
    const parents = change.parents ?? [];
    for (const column of change.silent ?? []) open.silent.add(column);
    let batch = this.#batchOf(open);
    if (batch.holdsParent(parents) || !batch.takes(change.silent)) {
      await this.#rotate(open);
      batch = this.#batchOf(open);
      batch.takes(change.silent);
    }
    batch.add(change.rows, parents);
    if (batch.rowCount >= maxBatchRows || batch.size >= maxBatchSize) await this.#rotate(open);
  }

  async beginRefresh(): Promise<void> {
    // What waits was written before, and must not count as written from here on.
    await this.#settle();
    const filled: string[] = [];
    for (const open of this.#streams.values()) {
      const { refreshed } = open.target;
      if (refreshed?.isFilled === true) filled.push(refreshed.table);
      const table = temporary('refreshed_', open.planned.stream.name);
      open.target = { ...open.target, refreshed: { table, isFilled: false } };
    }
    if (filled.length > 0) await this.#database.run(`TRUNCATE ${filled.join(', ')}`);
  }

  async measure(scan: ScannedChange): Promise<Disappearance> {
    const open = this.#open(scan.stream);
    if (open.planned.mode !== 'dedup') return { live: 0, missing: 0 };
    await this.#settle();
    await this.#makeTemporaryTables(open);
    return await measureScan(this.#database, open.target, scan);
  }

  async missingKeys(scan: ScannedChange, limit: number): Promise<Key[]> {
    const open = this.#open(scan.stream);
    await this.#settle();
    await this.#makeTemporaryTables(open);
    return await missingKeys(this.#database, open.target, { scan, limit });
  }

  async markPresent(stream: string, keys: readonly Key[]): Promise<void> {
    const open = this.#open(stream);
    await this.#flushing;
    await this.#makeTemporaryTables(open);
    await markPresent(this.#database, open.target, keys);
  }

  async sweep(scan: ScannedChange): Promise<void> {
    const open = this.#open(scan.stream);
    if (open.planned.mode !== 'dedup') return;
    await this.#settle();
    await this.#makeTemporaryTables(open);
    addCount(this.#counts.deleted, scan.stream, await sweepScan(this.#database, open.target, scan));
  }

  async commit(states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const { sourceId, runId } = must(this.#run, 'The run');
    await this.#settle();
    if (this.#inTransaction || states.size > 0) {
      await this.#beginTransaction();
      await writeState(this.#database, this.#options.schema, { sourceId, runId, states });
      await this.#database.run('COMMIT');
      this.#inTransaction = false;
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
    // A flush that failed has been told to whoever waited for it; here only its end matters.
    await this.#flushing.catch(() => undefined);
    this.#flushing = Promise.resolve();
    this.#batches.clear();
    const shadows = [...this.#streams.values()].filter(({ planned }) => planned.mode !== 'dedup');
    this.#streams.clear();
    if (!this.#database.isOpen) return;
    if (this.#inTransaction) await this.#database.run('ROLLBACK').catch(() => undefined);
    this.#inTransaction = false;
    for (const { planned } of shadows) await this.#dropShadow(planned.stream.name).catch(() => undefined);
  }

  async reset(sourceId: string, streams: readonly string[], slices: readonly string[]): Promise<void> {
    await this.#lock(sourceId);
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
  }

  async loadRuns(limit: number): Promise<JsonValue[]> {
    if (!(await hasOwnTables(this.#database, this.#options.schema))) return [];
    return await readRuns(this.#database, this.#options.schema, limit);
  }

  async close(): Promise<void> {
    await this.rollback();
    await this.#database.close();
  }

  /**
   * Held by the session until it ends, however it ends. It is waited for a moment: the server may not have noticed yet that the
   * run before was killed. @throws TransientError `destination.locked`.
   */
  async #lock(sourceId: string): Promise<void> {
    const { schema, lockTimeoutMs = defaultLockTimeoutMs } = this.#options;
    const patience = Math.min(lockWaitMs, lockTimeoutMs);
    try {
      await this.#database.run(`SET lock_timeout = ${Math.trunc(patience)}`);
      await this.#database.run('SELECT pg_advisory_lock(hashtextextended($1, 0))', [
        `larkstream ${schema} ${sourceId}`,
      ]);
      await this.#database.run(`SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`);
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (error.code !== 'destination.locked') throw error;
      throw new TransientError({
        code: 'destination.locked',
        message: {
          en: `Another run is writing the same source into schema ${schema} of ${this.name}`,
          zh: `另一次运行正把同一数据源写入 ${this.name} 的 schema ${schema}`,
        },
        cause: thrown,
      });
    }
  }

  #batchOf({ planned, target }: OpenStream): Batch {
    const { stream } = planned;
    const found = this.#batches.get(stream.name);
    if (found !== undefined) return found;
    const { columns, startedAt, runId } = target;
    const batch = new Batch({ stream, columns, startedAt, runId });
    this.#batches.set(stream.name, batch);
    return batch;
  }

  async #writeDeletes(open: OpenStream, { stream: name, keys }: DeletesChange): Promise<void> {
    if (open.planned.stream.parentKey !== undefined) {
      throw new BugError({
        code: 'internal.unexpected',
        message: {
          en: `${name} follows its parent; its rows go by an empty set of rows for the parent`,
          zh: `${name} 随父记录变化；父记录为空时其行即被删除`,
        },
      });
    }
    await this.#settle();
    await this.#beginTransaction();
    addCount(this.#counts.deleted, name, await deleteKeys(this.#database, open.target, keys));
  }

  /** Sends off what waits, and goes on filling the next batch meanwhile. */
  async #rotate(open: OpenStream): Promise<void> {
    await this.#flushing;
    const { name } = open.planned.stream;
    const batch = this.#batches.get(name);
    if (batch === undefined || batch.isEmpty) return;
    this.#batches.delete(name);
    this.#flushing = this.#flush(open, batch);
    // The failure is met by the next one who waits; until then it must not count as unhandled.
    this.#flushing.catch(() => undefined);
  }

  async #flush(open: OpenStream, batch: Batch): Promise<void> {
    await this.#beginTransaction();
    await this.#makeTemporaryTables(open);
    const merged = await mergeBatch(this.#database, open.target, batch);
    const { name } = open.planned.stream;
    addCount(this.#counts.inserted, name, merged.inserted);
    addCount(this.#counts.updated, name, merged.updated);
    addCount(this.#counts.unchanged, name, merged.unchanged);
    addCount(this.#counts.deleted, name, merged.removed);
    for (const [column, count] of batch.unfit) addCount(this.#counts.unfit, `${name}.${column}`, count);
  }

  /** Everything written so far is merged. */
  async #settle(): Promise<void> {
    for (const name of [...this.#batches.keys()]) await this.#rotate(this.#open(name));
    await this.#flushing;
  }

  async #makeTemporaryTables(open: OpenStream): Promise<void> {
    if (open.hasTemporaryTables) return;
    await this.#beginTransaction();
    await this.#database.run(temporaryTables(open.target, temporary('refreshed_', open.planned.stream.name)));
    open.hasTemporaryTables = true;
  }

  async #openStream(planned: PlannedStream, run: DestinationRun): Promise<OpenStream> {
    const { stream, mode } = planned;
    const { schema } = this.#options;
    const found = await ensureTable(this.#database, schema, stream);
    const shadow = mode !== 'dedup';
    await this.#dropShadow(stream.name);
    await ensureKey(this.#database, { schema, table: stream.name, stream, isUnique: mode !== 'append' });
    if (shadow) {
      await createTable(this.#database, schema, shadowName(stream.name), stream);
      await ensureKey(this.#database, { schema, table: shadowName(stream.name), stream, isUnique: true });
    }
    const table = shadow ? shadowName(stream.name) : stream.name;
    const isEmpty = shadow || (await isTableEmpty(this.#database, schema, table));
    return {
      silent: new Set(),
      planned,
      hasTemporaryTables: false,
      target: {
        stream,
        table: qualify(schema, table),
        columns: shadow ? await readTable(this.#database, schema, table) : found,
        runId: run.runId,
        startedAt: run.startedAt,
        hardDeletes: shadow || this.#options.hardDeletes,
        ...(isEmpty ? { inserted: new KeyFilter() } : {}),
        stagingTable: temporary('staging_', stream.name),
        matchedTable: temporary('matched_', stream.name),
        unchangedTable: temporary('unchanged_', stream.name),
        preservedTable: temporary('preserved_', stream.name),
      },
    };
  }

  /** Rows are moved and not tables swapped: grants, views and comments stay, and readers see the old rows until the commit. */
  async #publishStream({ planned: { stream, mode }, silent }: OpenStream): Promise<void> {
    if (mode === 'dedup') return;
    const { schema } = this.#options;
    const visible = qualify(schema, stream.name);
    const shadow = qualify(schema, shadowName(stream.name));
    if (mode === 'overwrite') {
      if (silent.size > 0)
        await this.#database.run(preserveSilent({ shadow, visible, key: stream.primaryKey, silent }));
      await this.#database.run(`DELETE FROM ${visible}`);
    }
    const columns = names([...(await readTable(this.#database, schema, shadowName(stream.name))).keys()]);
    await this.#database.run(
      `INSERT INTO ${visible} (${columns}) SELECT ${columns} FROM ${shadow}; DROP TABLE ${shadow}`,
    );
  }

  async #dropShadow(stream: string): Promise<void> {
    await this.#database.run(`DROP TABLE IF EXISTS ${qualify(this.#options.schema, shadowName(stream))}`);
  }

  #open(stream: string): OpenStream {
    return must(this.#streams.get(stream), `Stream ${stream} in this run`);
  }

  async #beginTransaction(): Promise<void> {
    if (this.#inTransaction) return;
    await this.#database.run('BEGIN');
    this.#inTransaction = true;
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#beginTransaction();
    try {
      await work();
      await this.#database.run('COMMIT');
      this.#inTransaction = false;
    } catch (thrown) {
      if (this.#database.isOpen) await this.#database.run('ROLLBACK').catch(() => undefined);
      this.#inTransaction = false;
      throw thrown;
    }
  }
}
