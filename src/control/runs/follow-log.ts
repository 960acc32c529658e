import { rest } from '../../model/clock.ts';
import type { RunLine } from '../../model/service/service-run.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

const batchSize = 500;
/** An attempt writes its lines down every second. */
const pollMs = 1_000;

interface FollowLog {
  readonly id: string;
  readonly afterSeq: number;
  readonly level?: RunLine['level'] | undefined;
  readonly signal: AbortSignal;
}

/** The lines of a run as they come, until it has ended or the signal is aborted. @throws ConfigError `api.not.found` */
export async function followLog(
  parts: Pick<ControlParts, 'store' | 'clock'>,
  options: FollowLog,
): Promise<AsyncGenerator<RunLine>> {
  found(await parts.store.runs.find(options.id), 'run', options.id);
  return linesOf(parts, options);
}

async function* linesOf(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  { id, afterSeq, level, signal }: FollowLog,
): AsyncGenerator<RunLine> {
  for (let seq = afterSeq; !signal.aborted; ) {
    // Looked at first: what is written until it has ended is then among the lines.
    const run = await store.runs.find(id);
    const request = { afterSeq: seq, limit: batchSize, ...(level === undefined ? {} : { level }) };
    const lines = await store.runs.lines(id, request);
    yield* lines;
    seq = lines.at(-1)?.seq ?? seq;
    if (lines.length === batchSize) continue;
    if (run === undefined || run.finishedAt !== undefined) return;
    await rest(clock, pollMs, signal);
  }
}
