import type { RowsChange, ScannedChange } from '../../model/change.ts';
import type { CommitCounts, DestinationRun, Disappearance, KeyPage } from '../../model/destination.ts';
import { must } from '../../model/errors.ts';
import type { Key, Stream } from '../../model/stream.ts';
import { emptyCounts } from '../sql/run-counts.ts';
import { quoteName } from '../sql/text.ts';
import type { MergeTarget, OpenStream, SqlWriter } from '../sql/writer.ts';
import { type DuckdbConnection, rowGroupSize } from './connection.ts';
import type { DuckdbTarget } from './merge.ts';
import { StagingConnection } from './staging-connection.ts';
import type { StagingTable } from './staging-table.ts';
import { markPresent, measureScan, missingKeys, sweepScan, unheldKeys } from './sweep.ts';

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
const presentTable = (stream: string): string => `memory.main.${quoteName(`present_${stream}`)}`;
const refreshedTable = (stream: string): string => `memory.main.${quoteName(`refreshed_${stream}`)}`;

type Open = OpenStream<DuckdbTarget>;

/**
 * Rows are staged in temporary tables and merged by key in 8,192-row groups, without an index: measured, that is faster than a
 * primary key at every size, and needs a third of the memory (docs/benchmarks.md).
 */
export class DuckdbWriter implements SqlWriter<DuckdbConnection, DuckdbTarget> {
  readonly streams: Map<string, Open> = new Map();
  readonly #database: DuckdbConnection;
  #connections: readonly [filling: StagingConnection, merging: StagingConnection];
  #merging: Promise<void> = Promise.resolve();
  #counts = emptyCounts();
  #hasWideRows = false;

  /** Over two connections to one file. */
  constructor(database: DuckdbConnection, second: DuckdbConnection) {
    this.#database = database;
    this.#connections = [new StagingConnection(database), new StagingConnection(second)];
  }

  /** The process that has opened the file holds it. */
  async lock(): Promise<void> {}

  async prepare({ streams }: DestinationRun): Promise<void> {
    const columns = streams.reduce((sum, { stream }) => sum + stream.columns.length, 0);
    if (!this.#hasWideRows) await this.#database.allowColumns(columns);
    for (const { stream } of streams) {
      await this.#database.run(
        `CREATE OR REPLACE TABLE ${unchangedTable(stream.name)} (key UBIGINT);
         CREATE OR REPLACE TABLE ${refreshedTable(stream.name)} (key UBIGINT);
         CREATE OR REPLACE TABLE ${presentTable(stream.name)} (${stream.primaryKey.map((name) => `${quoteName(name)} VARCHAR`).join(', ')})`,
      );
    }
  }

  toTarget(target: MergeTarget): DuckdbTarget {
    const { name } = target.stream;
    return { ...target, unchangedTable: unchangedTable(name), presentTable: presentTable(name) };
  }

  refreshedTable(stream: string): string {
    return refreshedTable(stream);
  }

  async write({ planned: { stream } }: Open, change: RowsChange): Promise<void> {
    if (stream.parentKey === undefined) await this.#writeRows(stream, change);
    else await this.#writeChildren(stream, change);
  }

  async delete({ planned: { stream } }: Open, keys: readonly Key[]): Promise<void> {
    let staging = await this.#connections[0].stagingTableOf(stream);
    if (staging.rowCount > 0) {
      await this.#rotate();
      staging = await this.#connections[0].stagingTableOf(stream);
    }
    staging.addKeys(keys);
  }

  async settle(): Promise<void> {
    await this.#merging;
    const [connection] = this.#connections;
    if (connection.isEmpty) return;
    await connection.commit(this.#targetOf, this.#counts);
  }

  async measure({ target }: Open, scan: ScannedChange): Promise<Disappearance> {
    return await measureScan(this.#database, target, scan);
  }

  async missingKeys({ target }: Open, scan: ScannedChange, page: KeyPage): Promise<Key[]> {
    return await missingKeys(this.#database, target, scan, page);
  }

  async unheldKeys({ target }: Open, scan: ScannedChange): Promise<Key[]> {
    return await unheldKeys(this.#database, target, scan);
  }

  async sweep({ target }: Open, scan: ScannedChange): Promise<void> {
    const [connection] = this.#connections;
    connection.deleteLater({ stream: scan.stream, run: () => sweepScan(connection.database, target, scan) });
  }

  async markPresent({ target }: Open, keys: readonly Key[]): Promise<void> {
    // What is written while a merge is under way goes with its transaction, which may begin anew.
    await this.#merging;
    await markPresent(this.#database, target, keys);
  }

  async commit(save?: (database: DuckdbConnection) => Promise<void>): Promise<CommitCounts> {
    await this.#merging;
    const [connection] = this.#connections;
    if (!connection.isEmpty || save !== undefined) {
      await connection.commit(this.#targetOf, this.#counts, async () => await save?.(connection.database));
    }
    const counts = this.#counts;
    this.#counts = emptyCounts();
    return counts;
  }

  async transaction(work: () => Promise<void>): Promise<void> {
    await this.#database.run('BEGIN TRANSACTION');
    try {
      await work();
      await this.#database.run('COMMIT');
    } catch (thrown) {
      await this.#database.run('ROLLBACK').catch(() => 0);
      throw thrown;
    }
  }

  async rollback(): Promise<void> {
    // The caller that waited for a merge has its error; here only its end matters.
    await this.#merging.catch(() => undefined);
    this.#merging = Promise.resolve();
    for (const connection of this.#connections) await connection.rollback();
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  readonly #targetOf = (stream: string): DuckdbTarget =>
    must(this.streams.get(stream), `Stream ${stream} in this run`).target;

  async #writeRows(stream: Stream, { rows, silent = [] }: RowsChange): Promise<void> {
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

  async #writeChildren(stream: Stream, { rows, parents = [], silent = [] }: RowsChange): Promise<void> {
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

  async #makeRoomFor(staging: StagingTable): Promise<void> {
    if (this.#hasWideRows || staging.bytes < wideRowBytes * staging.rowCount) return;
    this.#hasWideRows = true;
    // The limit is the instance's. The connection that merges is busy: a second statement would close the one under way.
    await this.#connections[0].database.allowWideRows();
  }

  /** Starts merging the waiting rows while the other connection is filled. */
  async #rotate(): Promise<void> {
    await this.#merging;
    const [filled, free] = this.#connections;
    this.#connections = [free, filled];
    this.#merging = filled.commit(this.#targetOf, this.#counts);
    // The failure is met by the next one who waits; until then it must not count as unhandled.
    this.#merging.catch(() => undefined);
  }
}
