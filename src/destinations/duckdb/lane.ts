import type { Stream } from '../../model/stream.ts';
import type { DuckdbConnection } from './connection.ts';
import {
  countUncastable,
  deleteStatement,
  type MergeTarget,
  mergeStage,
  rememberRefreshed,
  rememberSeen,
} from './merge.ts';
import { Stage } from './stage.ts';

export interface LaneCounts {
  readonly inserted: Map<string, number>;
  readonly updated: Map<string, number>;
  readonly unchanged: Map<string, number>;
  readonly deleted: Map<string, number>;
  readonly unfit: Map<string, number>;
}

export function emptyCounts(): LaneCounts {
  return { inserted: new Map(), updated: new Map(), unchanged: new Map(), deleted: new Map(), unfit: new Map() };
}

function addCount(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}

function addCounts(totals: LaneCounts, more: LaneCounts): void {
  for (const kind of ['inserted', 'updated', 'unchanged', 'deleted', 'unfit'] as const) {
    for (const [name, count] of more[kind]) addCount(totals[kind], name, count);
  }
}

/** Work on a stream's table that belongs to the lane's transaction; returns how many rows it deleted. */
interface Deletion {
  readonly stream: string;
  readonly run: () => Promise<number>;
}

interface Merged {
  readonly counts: LaneCounts;
  /** Statements for after the transaction. */
  readonly remember: readonly string[];
}

/**
 * A connection with the rows that wait on it. There are two: while one is merged in DuckDB's thread, the other is filled in
 * ours, so that reading and writing overlap. Merges never do: each lane's transaction begins when the other's has ended.
 */
export class Lane {
  readonly database: DuckdbConnection;
  readonly #stages = new Map<string, Stage>();
  #deletions: Deletion[] = [];

  constructor(database: DuckdbConnection) {
    this.database = database;
  }

  async stageOf(stream: Stream): Promise<Stage> {
    const found = this.#stages.get(stream.name);
    if (found !== undefined) return found;
    const stage = await Stage.create(this.database, stream);
    this.#stages.set(stream.name, stage);
    return stage;
  }

  get isEmpty(): boolean {
    return this.#stages.size === 0 && this.#deletions.length === 0;
  }

  /** Deletes in the lane's next transaction, after what waits has been merged. */
  deleteLater(deletion: Deletion): void {
    this.#deletions.push(deletion);
  }

  /**
   * Merges what waits, deletes what was put down for later, does `more`, all in one transaction. A text that is no JSON makes it
   * fail: to look for them beforehand would cost every row, so they are looked for only then, and the transaction begins anew.
   */
  async commit(
    targetOf: (stream: string) => MergeTarget,
    counts: LaneCounts,
    more?: () => Promise<void>,
  ): Promise<void> {
    for (const stage of this.#stages.values()) await stage.settle();
    const merged = await this.#transaction(targetOf, more).catch(async (thrown: unknown) => {
      if (!(await this.#dropMalformed())) throw thrown;
      return await this.#transaction(targetOf, more);
    });
    this.#deletions = [];
    addCounts(counts, merged.counts);
    for (const [stream, { unfit }] of this.#stages) {
      for (const [column, count] of unfit) addCount(counts.unfit, `${stream}.${column}`, count);
    }
    await this.#dropStages(merged.remember);
  }

  async rollback(): Promise<void> {
    this.#deletions = [];
    // After some failures DuckDB refuses what the stages hold.
    await this.#dropStages().catch(() => undefined);
  }

  /**
   * Statements go to DuckDB in as few calls as possible: between two of them our thread is busy filling the other lane. What was
   * left as it was is remembered afterwards: DuckDB lets a transaction write to one database only.
   */
  async #transaction(targetOf: (stream: string) => MergeTarget, more?: () => Promise<void>): Promise<Merged> {
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

  async #merge(targetOf: (stream: string) => MergeTarget): Promise<Merged> {
    const counts = emptyCounts();
    const remember: string[] = [];
    for (const [stream, stage] of this.#stages) {
      const target = targetOf(stream);
      const uncastable = await countUncastable(this.database, target, stage);
      for (const [column, count] of uncastable) addCount(counts.unfit, `${stream}.${column}`, count);
      const merged = await mergeStage(this.database, target, stage);
      addCount(counts.inserted, stream, merged.inserted);
      addCount(counts.updated, stream, merged.updated);
      addCount(counts.unchanged, stream, merged.unchanged);
      addCount(counts.deleted, stream, merged.removed);
      if (merged.unchanged > 0) remember.push(rememberSeen(target, stage));
      const { refreshed } = target;
      if (refreshed !== undefined && stage.rowCount > 0) remember.push(rememberRefreshed(target, refreshed, stage));
      const deletion = deleteStatement(target, stage);
      if (deletion !== undefined) addCount(counts.deleted, stream, await this.database.run(deletion));
    }
    for (const { stream, run } of this.#deletions) addCount(counts.deleted, stream, await run());
    return { counts, remember };
  }

  async #dropMalformed(): Promise<boolean> {
    let hadSome = false;
    for (const stage of this.#stages.values()) hadSome = (await stage.dropMalformed()) || hadSome;
    return hadSome;
  }

  async #dropStages(first: readonly string[] = []): Promise<void> {
    const drops = [...this.#stages.values()].flatMap((stage) => stage.close());
    this.#stages.clear();
    if (drops.length > 0) await this.database.run([...first, ...drops].join('; '));
  }
}
