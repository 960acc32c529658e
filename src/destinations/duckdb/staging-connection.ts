import type { Stream } from '../../model/stream.ts';
import { addCount, addCounts, addMerged, addUnfit, emptyCounts, type RunCounts } from '../sql/run-counts.ts';
import type { DuckdbConnection } from './connection.ts';
import {
  countUncastable,
  type DuckdbTarget,
  deleteStatement,
  mergeStaged,
  rememberRefreshed,
  rememberUnchanged,
} from './merge.ts';
import { StagingTable } from './staging-table.ts';

/** Work on a stream's table that belongs to the staging connection's transaction; returns how many rows it deleted. */
interface Deletion {
  readonly stream: string;
  readonly run: () => Promise<number>;
}

interface Merged {
  readonly counts: RunCounts;
  /** Statements for after the transaction. */
  readonly remember: readonly string[];
}

/**
 * A connection with the rows that wait on it. There are two: while one is merged in DuckDB's thread, the other is filled in
 * ours, so that reading and writing overlap. Merges never do: each staging connection's transaction begins when the other's has ended.
 */
export class StagingConnection {
  readonly database: DuckdbConnection;
  readonly #tables = new Map<string, StagingTable>();
  #deletions: Deletion[] = [];
  #created = 0;

  constructor(database: DuckdbConnection) {
    this.database = database;
  }

  async stagingTableOf(stream: Stream): Promise<StagingTable> {
    const found = this.#tables.get(stream.name);
    if (found !== undefined) return found;
    const staging = await StagingTable.create(this.database, { stream, serial: this.#created++ });
    this.#tables.set(stream.name, staging);
    return staging;
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0 && this.#deletions.length === 0;
  }

  /** Deletes in the staging connection's next transaction, after what waits has been merged. */
  deleteLater(deletion: Deletion): void {
    this.#deletions.push(deletion);
  }

  /**
   * Merges what waits, deletes what was put down for later, does `more`, all in one transaction. A text that is no JSON makes it
   * fail: to look for them beforehand would cost every row, so they are looked for only then, and the transaction begins anew.
   */
  async commit(
    targetOf: (stream: string) => DuckdbTarget,
    counts: RunCounts,
    more?: () => Promise<void>,
  ): Promise<void> {
    for (const staging of this.#tables.values()) await staging.settle();
    const merged = await this.#transaction(targetOf, more).catch(async (thrown: unknown) => {
      if (!(await this.#dropMalformed())) throw thrown;
      return await this.#transaction(targetOf, more);
    });
    this.#deletions = [];
    addCounts(counts, merged.counts);
    for (const [stream, { unfit }] of this.#tables) addUnfit(counts, stream, unfit);
    await this.#dropTables(merged.remember);
  }

  async rollback(): Promise<void> {
    this.#deletions = [];
    const tables = [...this.#tables.values()];
    this.#tables.clear();
    for (const staging of tables) await this.#drop(staging).catch(() => undefined);
  }

  /**
   * Statements go to DuckDB in as few calls as possible: between two of them our thread is busy filling the other connection. What was
   * left as it was is remembered afterwards: DuckDB lets a transaction write to one database only.
   */
  async #transaction(targetOf: (stream: string) => DuckdbTarget, more?: () => Promise<void>): Promise<Merged> {
    await this.database.run('BEGIN TRANSACTION');
    try {
      const merged = await this.#merge(targetOf);
      await more?.();
      await this.database.run('COMMIT');
      return merged;
    } catch (thrown) {
      // DuckDB has ended the transaction itself after some failures, and then refuses this.
      await this.database.run('ROLLBACK').catch(() => 0);
      throw thrown;
    }
  }

  async #merge(targetOf: (stream: string) => DuckdbTarget): Promise<Merged> {
    const counts = emptyCounts();
    const remember: string[] = [];
    for (const [stream, staging] of this.#tables) {
      const target = targetOf(stream);
      const uncastable = await countUncastable(this.database, target, staging);
      addUnfit(counts, stream, uncastable);
      const merged = await mergeStaged(this.database, target, staging);
      addMerged(counts, stream, merged);
      if (merged.unchanged > 0) remember.push(rememberUnchanged(target, staging));
      const { refreshed } = target;
      if (refreshed !== undefined && staging.rowCount > 0) remember.push(rememberRefreshed(target, refreshed, staging));
      const deletion = deleteStatement(target, staging);
      if (deletion !== undefined) addCount(counts.deleted, stream, await this.database.run(deletion));
    }
    for (const { stream, run } of this.#deletions) addCount(counts.deleted, stream, await run());
    return { counts, remember };
  }

  async #dropMalformed(): Promise<boolean> {
    let hadSome = false;
    for (const staging of this.#tables.values()) hadSome = (await staging.dropMalformed()) || hadSome;
    return hadSome;
  }

  /** After some failures DuckDB refuses what the table holds: it goes all the same. */
  async #drop(staging: StagingTable): Promise<void> {
    try {
      staging.close();
    } finally {
      await this.database.run(staging.drops.join('; '));
    }
  }

  async #dropTables(first: readonly string[] = []): Promise<void> {
    const tables = [...this.#tables.values()];
    for (const staging of tables) staging.close();
    const drops = tables.flatMap((staging) => staging.drops);
    this.#tables.clear();
    if (drops.length > 0) await this.database.run([...first, ...drops].join('; '));
  }
}
