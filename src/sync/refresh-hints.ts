import type { Change } from '../model/change.ts';
import { LarkstreamError } from '../model/errors.ts';
import type { Hint } from '../model/hint.ts';
import type { RefreshRequest, SourceRefresher } from '../model/source.ts';
import type { Sink } from './run.ts';

/** What was written by a refresh. */
export interface Refreshed {
  /** How many rows of each stream. */
  readonly rows: ReadonlyMap<string, number>;
  readonly deletes: number;
}

interface RefreshHintsOptions extends Omit<RefreshRequest, 'hints'> {
  readonly refresher: SourceRefresher;
  readonly sink: Sink;
}

/**
 * Reads what hints point at, writes and commits.
 * @throws PartFailed what could not be read, after the rest of it has been committed; else what the source or the destination throws.
 */
export async function refreshHints(hints: readonly Hint[], options: RefreshHintsOptions): Promise<Refreshed> {
  const { refresher, sink, streams, state, signal } = options;
  const rows = new Map<string, number>();
  let deletes = 0;
  let failed: LarkstreamError | undefined;
  if (hints.length === 0) return { rows, deletes };
  const take = async (change: Change): Promise<void> => {
    if (change.kind === 'incomplete') {
      failed ??= change.error;
      return;
    }
    if (change.kind === 'rows') rows.set(change.stream, (rows.get(change.stream) ?? 0) + change.rows.length);
    if (change.kind === 'deletes') deletes += change.keys.length;
    if (change.kind !== 'estimate' && change.kind !== 'progress') await sink.push(change);
  };
  await sink.beginRefresh();
  for await (const change of refresher.refresh({ hints, streams, state, signal })) await take(change);
  await sink.commit();
  if (failed !== undefined) throw new PartFailed(failed);
  return { rows, deletes };
}

/** A part could not be read, while the app as a whole can. */
export class PartFailed extends LarkstreamError {
  readonly family: LarkstreamError['family'];

  constructor(error: LarkstreamError) {
    super({ code: error.code, ...error.texts, details: error.details, cause: error });
    this.family = error.family;
  }
}
