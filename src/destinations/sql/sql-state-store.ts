import type { Fence } from '../../model/destination.ts';
import type { DroppedStream, StateStore } from '../../model/state-store.ts';
import type { JsonValue } from '../../util/json.ts';
import { forgetTables } from './altered-tables.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { ensureFences, holdFence } from './fence.ts';
import { forgetFreshness } from './freshness-table.ts';
import { assertNoOtherObjects } from './other-objects.ts';
import { ensureOwnTables, hasOwnTables, readState, writeState } from './own-tables.ts';
import type { MergeTarget, SqlWriter } from './writer.ts';

/** States in a table beside the data, so that they are written in one transaction with the rows. */
export class SqlStateStore<C extends SqlConnection, T extends MergeTarget> implements StateStore {
  readonly #place: SqlPlace<C>;
  readonly #openReads: () => Promise<C>;
  readonly #writer: Pick<SqlWriter<C, T>, 'lock' | 'transaction'>;

  readonly #fence: Fence | undefined;

  constructor(
    place: SqlPlace<C>,
    writer: Pick<SqlWriter<C, T>, 'lock' | 'transaction'>,
    { openReads, fence }: { readonly openReads: () => Promise<C>; readonly fence: Fence | undefined },
  ) {
    this.#place = place;
    this.#openReads = openReads;
    this.#writer = writer;
    this.#fence = fence;
  }

  async load(sourceId: string): Promise<ReadonlyMap<string, JsonValue>> {
    const place = { ...this.#place, database: await this.#openReads() };
    return (await hasOwnTables(place)) ? await readState(place, sourceId) : new Map();
  }

  async reset(sourceId: string, dropped: readonly DroppedStream[], slices: readonly string[]): Promise<void> {
    const { database, dialect, schema } = this.#place;
    const streams = dropped.map(({ name }) => name);
    await this.#writer.lock(sourceId, new Set(dropped.map(({ module }) => module)));
    await assertNoOtherObjects(this.#place, streams);
    await this.#writer.transaction(async () => {
      await ensureOwnTables(this.#place);
      await ensureFences(this.#place, this.#fence);
      await holdFence(this.#place, sourceId, this.#fence);
      for (const stream of streams) await database.run(`DROP TABLE IF EXISTS ${dialect.qualify(schema, stream)}`);
      await forgetTables(this.#place, streams);
      await forgetFreshness(this.#place, streams);
      const states = new Map(slices.map((slice) => [slice, null]));
      await writeState(this.#place, { sourceId, runId: 'reset', states });
    });
  }
}
