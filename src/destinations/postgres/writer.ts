import type { RowsChange, ScannedChange } from '../../model/change.ts';
import type { CommitCounts, Disappearance, Fence, KeyPage } from '../../model/destination.ts';
import { must } from '../../model/errors.ts';
import type { ModuleName } from '../../model/module-name.ts';
import type { Key } from '../../model/stream.ts';
import { addCount, addMerged, addUnfit, emptyCounts } from '../sql/run-counts.ts';
import { quoteName } from '../sql/text.ts';
import type { MergeTarget, OpenStream, SqlWriter } from '../sql/writer.ts';
import { Batch } from './batch.ts';
import type { PostgresConnection } from './connection.ts';
import { deleteKeys, mergeBatch, type PostgresTarget, temporaryTables } from './merge.ts';
import { lockSession, nameSession } from './session-lock.ts';
import { derivedName } from './sql.ts';
import { markPresent, measureScan, missingKeys, sweepScan, unheldKeys } from './sweep.ts';

const maxBatchRows = 8_192;
const maxBatchSize = 8_000_000;

const temporary = (prefix: string, stream: string): string => `pg_temp.${quoteName(derivedName(prefix, stream))}`;

type Open = OpenStream<PostgresTarget>;

/** The schema that sessions lock, and how patient they are. */
interface PostgresWriterOptions {
  readonly schema: string;
  /** How long a statement waits for another session's lock. */
  readonly lockTimeoutMs: number;
  /** Sessions of earlier attempts of the writer are ended. */
  readonly fence?: Fence | undefined;
  /** What becomes of the session at the end; it is ended when absent. */
  readonly leave?: (() => Promise<void>) | undefined;
}

/**
 * Rows go to the server by COPY, into the table itself while it is new and otherwise through a temporary table; everything between
 * two commits is one transaction. One session at a time writes a module of a source.
 */
export class PostgresWriter implements SqlWriter<PostgresConnection, PostgresTarget> {
  readonly streams: Map<string, Open> = new Map();
  readonly #database: PostgresConnection;
  readonly #options: PostgresWriterOptions;
  readonly #batches = new Map<string, Batch>();
  /** Streams whose temporary tables are there. */
  readonly #prepared = new Set<string>();
  #flushing: Promise<void> = Promise.resolve();
  #inTransaction = false;
  #counts = emptyCounts();

  constructor(database: PostgresConnection, options: PostgresWriterOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Each module by itself, always in the same order, so that two that want the same ones do not wait for each other. */
  async lock(sourceId: string, modules: ReadonlySet<ModuleName>): Promise<void> {
    const { schema, fence } = this.#options;
    if (fence !== undefined) await nameSession(this.#database, fence);
    for (const module of [...modules].toSorted()) {
      await lockSession(this.#database, `larkstream ${schema} ${sourceId} ${module}`, { ...this.#options, module });
    }
  }

  /** Temporary tables are made when a stream first needs them. */
  async prepare(): Promise<void> {}

  toTarget(target: MergeTarget): PostgresTarget {
    const { name } = target.stream;
    return {
      ...target,
      stagingTable: temporary('staging_', name),
      matchedTable: temporary('matched_', name),
      unchangedTable: temporary('unchanged_', name),
      preservedTable: temporary('preserved_', name),
    };
  }

  refreshedTable(stream: string): string {
    return temporary('refreshed_', stream);
  }

  async write(open: Open, { rows, parents = [], silent }: RowsChange): Promise<void> {
    let batch = this.#batchOf(open);
    if (batch.holdsParent(parents) || !batch.takes(silent)) {
      await this.#rotate(open);
      batch = this.#batchOf(open);
      batch.takes(silent);
    }
    batch.add(rows, parents);
    if (batch.rowCount >= maxBatchRows || batch.size >= maxBatchSize) await this.#rotate(open);
  }

  async delete({ planned, target }: Open, keys: readonly Key[]): Promise<void> {
    await this.settle();
    await this.#beginTransaction();
    addCount(this.#counts.deleted, planned.stream.name, await deleteKeys(this.#database, target, keys));
  }

  async settle(): Promise<void> {
    for (const name of [...this.#batches.keys()]) await this.#rotate(must(this.streams.get(name), `Stream ${name}`));
    await this.#flushing;
  }

  async measure(open: Open, scan: ScannedChange): Promise<Disappearance> {
    await this.#makeTemporaryTables(open);
    return await measureScan(this.#database, open.target, scan);
  }

  async missingKeys(open: Open, scan: ScannedChange, page: KeyPage): Promise<Key[]> {
    await this.#makeTemporaryTables(open);
    return await missingKeys(this.#database, open.target, scan, page);
  }

  async unheldKeys(open: Open, scan: ScannedChange): Promise<Key[]> {
    await this.#makeTemporaryTables(open);
    return await unheldKeys(this.#database, open.target, scan);
  }

  async sweep(open: Open, scan: ScannedChange): Promise<void> {
    await this.#makeTemporaryTables(open);
    addCount(this.#counts.deleted, scan.stream, await sweepScan(this.#database, open.target, scan));
  }

  async markPresent(open: Open, keys: readonly Key[]): Promise<void> {
    await this.#flushing;
    await this.#makeTemporaryTables(open);
    await markPresent(this.#database, open.target, keys);
  }

  async commit(save?: (database: PostgresConnection) => Promise<void>): Promise<CommitCounts> {
    await this.settle();
    if (this.#inTransaction || save !== undefined) {
      await this.#beginTransaction();
      await save?.(this.#database);
      await this.#database.run('COMMIT');
      this.#inTransaction = false;
    }
    const counts = this.#counts;
    this.#counts = emptyCounts();
    return counts;
  }

  async transaction(work: () => Promise<void>): Promise<void> {
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

  async rollback(): Promise<void> {
    // The caller that waited for a flush has its error; here only its end matters.
    await this.#flushing.catch(() => undefined);
    this.#flushing = Promise.resolve();
    this.#batches.clear();
    this.#prepared.clear();
    if (this.#inTransaction && this.#database.isOpen) await this.#database.run('ROLLBACK').catch(() => undefined);
    this.#inTransaction = false;
  }

  async close(): Promise<void> {
    const { leave } = this.#options;
    await (leave === undefined ? this.#database.close() : leave());
  }

  #batchOf({ planned: { stream }, target }: Open): Batch {
    const found = this.#batches.get(stream.name);
    if (found !== undefined) return found;
    const { columns, startedAt, runId } = target;
    const batch = new Batch({ stream, columns, startedAt, runId });
    this.#batches.set(stream.name, batch);
    return batch;
  }

  /** Sends the waiting batch while the next one is filled. */
  async #rotate(open: Open): Promise<void> {
    await this.#flushing;
    const { name } = open.planned.stream;
    const batch = this.#batches.get(name);
    if (batch === undefined || batch.isEmpty) return;
    this.#batches.delete(name);
    this.#flushing = this.#flush(open, batch);
    // The failure is met by the next one who waits; until then it must not count as unhandled.
    this.#flushing.catch(() => undefined);
  }

  async #flush(open: Open, batch: Batch): Promise<void> {
    await this.#beginTransaction();
    await this.#makeTemporaryTables(open);
    const merged = await mergeBatch(this.#database, open.target, batch);
    const { name } = open.planned.stream;
    addMerged(this.#counts, name, merged);
    addUnfit(this.#counts, name, batch.unfit);
  }

  async #makeTemporaryTables({ planned, target }: Open): Promise<void> {
    const { name } = planned.stream;
    if (this.#prepared.has(name)) return;
    await this.#beginTransaction();
    await this.#database.run(temporaryTables(target, this.refreshedTable(name)));
    this.#prepared.add(name);
  }

  async #beginTransaction(): Promise<void> {
    if (this.#inTransaction) return;
    await this.#database.run('BEGIN');
    this.#inTransaction = true;
  }
}
