import type { DeletesChange, RowsChange, ScannedChange } from '../../model/change.ts';
import type {
  Alteration,
  CommitCounts,
  DestinationRun,
  Disappearance,
  Fence,
  KeyPage,
  OpenedDestination,
  PlannedStream,
} from '../../model/destination.ts';
import { BugError, must } from '../../model/errors.ts';
import type { StreamFreshness } from '../../model/freshness.ts';
import type { RunLog } from '../../model/run-log.ts';
import type { StateStore } from '../../model/state-store.ts';
import type { Key } from '../../model/stream.ts';
import { closeAll } from '../../util/close-all.ts';
import type { JsonValue } from '../../util/json.ts';
import { KeyFilter } from '../../util/key-filter.ts';
import { findAltered, rememberTables } from './altered-tables.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { ensureFences, holdFence } from './fence.ts';
import { forgetFreshness, writeFreshness } from './freshness-table.ts';
import { assertNoOtherObjects } from './other-objects.ts';
import { ensureOwnTables, writeState } from './own-tables.ts';
import { dropShadow, hasShadow, publishShadow } from './shadow-table.ts';
import { SqlStateStore } from './sql-state-store.ts';
import { TableRunLog } from './table-run-log.ts';
import type { MergeTarget, OpenStream, SqlWriter } from './writer.ts';

/** What a database brings along. */
export interface SqlDestinationParts<Connection extends SqlConnection, Target extends MergeTarget> {
  readonly place: SqlPlace<Connection>;
  readonly writer: SqlWriter<Connection, Target>;
  /**
   * Another connection, for states that are asked for while a run writes: the writer's own shows what is half written. `open` gives one
   * that works, the same as long as it does.
   */
  readonly reads: { readonly open: () => Promise<Connection>; readonly close: () => Promise<void> };
  /** Rows that are gone upstream are removed instead of marked. */
  readonly hardDeletes: boolean;
  /** Where the history of runs is kept; a table beside the data when absent. */
  readonly runs?: RunLog;
  /** Of the attempt that writes: see `fence.ts`. */
  readonly fence?: Fence | undefined;
}

/**
 * What every SQL database does in the same way: its own tables, shadow tables, what is remembered of tables, and which step comes
 * when. The rest is its dialect and its writer. Rows may become visible before the state that covers them, never after it.
 */
export class SqlDestination<Connection extends SqlConnection, Target extends MergeTarget> implements OpenedDestination {
  readonly name: string;
  readonly isVisibleAtCommit = true;
  readonly state: StateStore;
  readonly runs: RunLog;
  readonly #place: SqlPlace<Connection>;
  readonly #writer: SqlWriter<Connection, Target>;
  readonly #hardDeletes: boolean;
  readonly #fence: Fence | undefined;
  readonly #closeReads: () => Promise<void>;
  #run: DestinationRun | undefined;

  constructor({ place, writer, reads, hardDeletes, runs, fence }: SqlDestinationParts<Connection, Target>) {
    this.name = place.database.name;
    this.state = new SqlStateStore(place, writer, { openReads: reads.open, fence });
    this.runs = runs ?? new TableRunLog(place);
    this.#place = place;
    this.#writer = writer;
    this.#hardDeletes = hardDeletes;
    this.#fence = fence;
    this.#closeReads = reads.close;
  }

  async begin(run: DestinationRun): Promise<readonly Alteration[]> {
    let altered: Alteration[] = [];
    await this.rollback();
    await this.#writer.lock(run.sourceId, new Set(run.streams.map(({ stream }) => stream.module)));
    await assertNoOtherObjects(
      this.#place,
      run.streams.map(({ stream }) => stream.name),
    );
    this.#run = run;
    await this.#writer.prepare(run);
    await this.#writer.transaction(async () => {
      await ensureOwnTables(this.#place);
      await ensureFences(this.#place, this.#fence);
      await this.#holdFence(this.#place);
      altered = await findAltered(this.#place, run.streams);
      await forgetFreshness(
        this.#place,
        altered.map(({ stream }) => stream),
      );
    });
    // DuckDB does not alter a table in the transaction that has updated it.
    await this.#writer.transaction(async () => {
      await this.#holdFence(this.#place);
      for (const planned of run.streams) {
        this.#writer.streams.set(planned.stream.name, await this.#openStream(planned, run));
      }
    });
    return altered;
  }

  async write(change: RowsChange | DeletesChange): Promise<void> {
    const open = this.#open(change.stream);
    if (change.kind === 'deletes') {
      assertWithoutParent(open.planned);
      await this.#writer.delete(open, change.keys);
      return;
    }
    for (const column of change.silent ?? []) open.silent.add(column);
    await this.#writer.write(open, change);
  }

  async beginRefresh(): Promise<void> {
    // What waits was written before, and must not count as written from here on.
    await this.#writer.settle();
    const filled: string[] = [];
    for (const open of this.#writer.streams.values()) {
      const { refreshed } = open.target;
      if (refreshed?.isFilled === true) filled.push(refreshed.table);
      const table = this.#writer.refreshedTable(open.planned.stream.name);
      open.target = { ...open.target, refreshed: { table, isFilled: false } };
    }
    const { database, dialect } = this.#place;
    if (filled.length > 0) await database.run(dialect.emptyTables(filled));
  }

  async measure(scan: ScannedChange): Promise<Disappearance> {
    const open = this.#open(scan.stream);
    if (hasShadow(open.planned)) return { live: 0, missing: 0 };
    await this.#writer.settle();
    return await this.#writer.measure(open, scan);
  }

  async missingKeys(scan: ScannedChange, page: KeyPage): Promise<Key[]> {
    const open = this.#open(scan.stream);
    await this.#writer.settle();
    return await this.#writer.missingKeys(open, scan, page);
  }

  async markPresent(stream: string, keys: readonly Key[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#writer.markPresent(this.#open(stream), keys);
  }

  async unheldKeys(scan: ScannedChange): Promise<Key[]> {
    const open = this.#open(scan.stream);
    if (hasShadow(open.planned)) return [];
    await this.#writer.settle();
    return await this.#writer.unheldKeys(open, scan);
  }

  async sweep(scan: ScannedChange): Promise<void> {
    const open = this.#open(scan.stream);
    if (hasShadow(open.planned)) return;
    await this.#writer.settle();
    await this.#writer.sweep(open, scan);
  }

  async commit(states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const { sourceId, runId } = must(this.#run, 'The run');
    if (states.size === 0 && this.#fence === undefined) return await this.#writer.commit();
    const save = { sourceId, runId, states };
    return await this.#writer.commit(async (database) => {
      const place = { ...this.#place, database };
      await this.#holdFence(place);
      await writeState(place, save);
    });
  }

  async publish(streams: readonly string[], states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    const { sourceId, runId } = must(this.#run, 'The run');
    const counts = await this.commit(new Map());
    const shadows = streams.map((name) => this.#open(name)).filter(({ planned }) => hasShadow(planned));
    await this.#writer.transaction(async () => {
      await this.#holdFence(this.#place);
      for (const { planned, silent } of shadows) await publishShadow(this.#place, planned, silent);
      await writeState(this.#place, { sourceId, runId, states });
    });
    // Not in the transaction, which some databases (MySQL) end when a table is dropped. After a crash here, the next run drops them.
    for (const { planned } of shadows) await dropShadow(this.#place, planned.stream.name);
    return counts;
  }

  /** What is committed is visible at once. */
  async finish(altered: ReadonlySet<string> = new Set()): Promise<void> {
    const { streams } = must(this.#run, 'The run');
    await this.#writer.transaction(async () => {
      await this.#holdFence(this.#place);
      await rememberTables(this.#place, { streams, altered });
    });
  }

  async keepFreshness(streams: readonly StreamFreshness[]): Promise<void> {
    const { sourceId, runId } = must(this.#run, 'The run');
    await this.#writer.transaction(async () => {
      await this.#holdFence(this.#place);
      await writeFreshness(this.#place, { sourceId, runId, streams });
    });
  }

  async rollback(): Promise<void> {
    const { streams } = this.#writer;
    await this.#writer.rollback();
    const shadows = [...streams.values()].filter(({ planned }) => hasShadow(planned));
    streams.clear();
    if (!this.#place.database.isOpen) return;
    for (const { planned } of shadows) await dropShadow(this.#place, planned.stream.name).catch(() => undefined);
  }

  async close(): Promise<void> {
    await closeAll(
      () => this.rollback(),
      // The next run finds out that this one has gone.
      () => (this.#run === undefined ? undefined : this.runs.leave().catch(() => undefined)),
      () => this.#closeReads(),
      () => this.#writer.close(),
    );
  }

  async #holdFence(place: SqlPlace<Connection>): Promise<void> {
    await holdFence(place, must(this.#run, 'The run').sourceId, this.#fence);
  }

  async #openStream(planned: PlannedStream, { runId, startedAt }: DestinationRun): Promise<OpenStream<Target>> {
    const { database, dialect, schema } = this.#place;
    const { stream } = planned;
    const found = await dialect.ensureTable(database, schema, planned);
    const isShadow = hasShadow(planned);
    await dropShadow(this.#place, stream.name);
    if (isShadow) await dialect.createShadow(database, schema, stream);
    const name = isShadow ? dialect.shadowName(stream.name) : stream.name;
    const table = dialect.qualify(schema, name);
    const isEmpty = isShadow || (await database.rows(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0;
    const target = this.#writer.toTarget({
      stream,
      table,
      columns: isShadow ? await dialect.readTable(database, schema, name) : found,
      runId,
      startedAt,
      hardDeletes: isShadow || this.#hardDeletes,
      ...(isEmpty ? { inserted: new KeyFilter() } : {}),
    });
    return { planned, target, silent: new Set() };
  }

  #open(stream: string): OpenStream<Target> {
    return must(this.#writer.streams.get(stream), `Stream ${stream} in this run`);
  }
}

function assertWithoutParent({ stream: { name, parentKey } }: PlannedStream): void {
  if (parentKey === undefined) return;
  throw new BugError({
    code: 'internal.unexpected',
    message: {
      en: `${name} follows its parent; its rows go by an empty set of rows for the parent`,
      zh: `${name} 随父记录变化；父记录为空时其行即被删除`,
    },
  });
}
