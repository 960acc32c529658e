import type { Stream } from '../../model/stream.ts';
import type { DuckdbConnection } from './connection.ts';
import { deleteStatement, type MergeCounts, type MergeTarget, mergeStage, rememberSeen } from './merge.ts';
import { Stage } from './stage.ts';

export interface LaneCounts {
  readonly inserted: Map<string, number>;
  readonly updated: Map<string, number>;
  readonly unchanged: Map<string, number>;
  readonly deleted: Map<string, number>;
  readonly unfit: Map<string, number>;
}

export function addCount(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}

function addMerged(counts: LaneCounts, stream: string, merged: MergeCounts): void {
  addCount(counts.inserted, stream, merged.inserted);
  addCount(counts.updated, stream, merged.updated);
  addCount(counts.unchanged, stream, merged.unchanged);
  addCount(counts.deleted, stream, merged.removed);
}

/**
 * A connection with the rows that wait on it. There are two: while one is merged in DuckDB's thread, the other is filled in
 * ours, so that reading and writing overlap. Merges never do: each lane's transaction begins when the other's has ended.
 */
export class Lane {
  readonly database: DuckdbConnection;
  readonly #stages = new Map<string, Stage>();
  #inTransaction = false;

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
    return this.#stages.size === 0 && !this.#inTransaction;
  }

  /** Opens the transaction, if it is not open. */
  async begin(): Promise<void> {
    if (this.#inTransaction) return;
    await this.database.run('BEGIN TRANSACTION');
    this.#inTransaction = true;
  }

  /**
   * Merges what waits, does `more` in the same transaction, and ends it. Statements go to DuckDB in as few calls as possible:
   * between two of them our thread is busy filling the other lane. What was left as it was is remembered afterwards: DuckDB
   * lets a transaction write to one database only.
   */
  async commit(
    targetOf: (stream: string) => MergeTarget,
    counts: LaneCounts,
    more?: () => Promise<void>,
  ): Promise<void> {
    for (const stage of this.#stages.values()) await stage.settle();
    await this.begin();
    const seen: string[] = [];
    for (const [stream, stage] of this.#stages) {
      const target = targetOf(stream);
      const merged = await mergeStage(this.database, target, stage);
      if (merged.unchanged > 0) seen.push(rememberSeen(target, stage));
      addMerged(counts, stream, merged);
      const deletion = deleteStatement(targetOf(stream), stage);
      if (deletion !== undefined) addCount(counts.deleted, stream, await this.database.run(deletion));
      for (const [column, count] of stage.unfit) addCount(counts.unfit, `${stream}.${column}`, count);
    }
    await more?.();
    await this.database.run('COMMIT');
    this.#inTransaction = false;
    await this.#dropStages(seen);
  }

  async rollback(): Promise<void> {
    // DuckDB has ended the transaction itself after some failures, and then refuses this and what the stages hold.
    if (this.#inTransaction) await this.database.run('ROLLBACK').catch(() => 0);
    this.#inTransaction = false;
    await this.#dropStages().catch(() => undefined);
  }

  async #dropStages(first: readonly string[] = []): Promise<void> {
    const drops = [...this.#stages.values()].flatMap((stage) => stage.close());
    this.#stages.clear();
    if (drops.length > 0) await this.database.run([...first, ...drops].join('; '));
  }
}
