import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { ChangesProgress } from './changes/changes-progress.ts';
import { readSigns } from './changes/read-signs.ts';
import { fromExactState, readChangesState, toExactState } from './changes/state.ts';
import type { CodeProgress } from './code-progress.ts';
import { type ApprovalConfig, startOf } from './config.ts';
import { ExactProgress } from './exact-progress.ts';
import { isDefinitionRetired } from './failures.ts';
import { readState } from './state.ts';
import { instanceStreams } from './streams.ts';

/** What is to be read of one approval code. */
interface CodeRead {
  readonly approvalCode: string;
  readonly settings: ApprovalConfig;
  readonly read: FeedRead;
  readonly now: number;
}

/** Where the read of a code stands. `refused` says why its changes cannot be told, so that everything in scope is read. */
export interface OpenedProgress {
  readonly progress: CodeProgress;
  readonly refused?: LarkstreamError;
}

/**
 * Where the read of a code stands and what it has still to read; for a read by changes the indexes are asked.
 * @throws what a call throws, but for the right to search
 */
export async function openProgress(code: CodeRead): Promise<OpenedProgress> {
  const changes = changesProgressOf(code);
  if (changes === undefined) return { progress: exactProgressOf(code) };
  const { approvalCode, read } = code;
  try {
    const { indexed, signs, signsFor: purpose } = changes;
    await readSigns({ approvalCode, indexed, signs, purpose }, read);
    return { progress: changes };
  } catch (thrown) {
    const refused = toLarkstreamError(thrown);
    if (!isSearchRefused(refused)) throw refused;
    return { progress: exactProgressOf(code), refused };
  }
}

/** A person must grant something, or the app is of a kind that may not search: no failure, for everything can be read instead. */
export function isSearchRefused(error: LarkstreamError): boolean {
  return error.family === 'config' && !isFatal(error) && !isDefinitionRetired(error);
}

/** Undefined where everything in scope is read: so it is set, or a person wants it so (`--full`). */
export function changesProgressOf({ approvalCode, settings, read, now }: CodeRead): ChangesProgress | undefined {
  const { auditMs, lookbackMs, lagMs, windowMs, revertMs } = settings;
  if (auditMs === undefined || read.fresh) return undefined;
  const stored = read.state.get(approvalCode);
  const exact = readState(stored);
  const state = readChangesState(stored) ?? (exact && fromExactState(exact, windowMs, lookbackMs));
  return new ChangesProgress({
    state,
    start: startOf(settings, now),
    now,
    lookbackMs,
    lagMs,
    windowMs,
    revertMs,
    auditMs,
    streams: instanceStreams.map(({ name }) => name).filter((name) => read.streams.has(name)),
  });
}

export function exactProgressOf({ approvalCode, settings, read, now }: CodeRead): ExactProgress {
  const { lookbackMs, lagMs, windowMs, revertMs } = settings;
  const stored = read.fresh ? undefined : read.state.get(approvalCode);
  const changes = readChangesState(stored);
  const state = readState(stored) ?? (changes && toExactState(changes, revertMs, windowMs));
  return new ExactProgress({ state, start: startOf(settings, now), now, lookbackMs, lagMs, windowMs, revertMs });
}
