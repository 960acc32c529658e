import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { AlertKind } from '../../model/service/alert.ts';
import type { EventAnswer } from '../../model/service/event-answer.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { LeaseTable } from '../../model/service/lease.ts';
import { eachByItself } from '../../util/each-by-itself.ts';
import type { Alarm } from '../after-run.ts';
import { offsetOf } from '../next-due.ts';
import { judgeAnswer, type Verdict } from './asked-events.ts';

/** Who is asked about, how, and who is told. */
export interface WatchEventsOptions {
  /** The integrations whose events a live pipeline follows. */
  readonly followed: () => Promise<readonly Pick<Integration, 'id' | 'name'>[]>;
  readonly ask: (integrationId: string) => Promise<EventAnswer>;
  readonly leases: Pick<LeaseTable, 'hold'>;
  /** This process. */
  readonly holder: string;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const everyMs = 10 * 60_000;
const lookMs = 60_000;
const leaseName = 'questions about events';
/** Longer than from look to look: who asks goes on asking as long as it lives. */
const leaseMs = 3 * lookMs;

interface Asked {
  turn: number;
  /** In how many answers in a row it was wrong. */
  readonly wrong: Map<AlertKind, number>;
}
/** What is remembered of each integration from look to look. */
export type AskedBefore = Map<string, Asked>;

/**
 * Asks every ten minutes whether the events of each app come that live pipelines follow, of all processes one; until the signal is aborted.
 * When in the ten minutes is a hash of the integration's id.
 */
export async function watchEvents(options: WatchEventsOptions): Promise<void> {
  const { clock, logger, signal } = options;
  const before: AskedBefore = new Map();
  while (!signal.aborted) {
    try {
      await lookAtEvents(options, before);
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      if (!signal.aborted) logger.warn('It could not be asked whether events come', { code, error: message });
    }
    await rest(clock, lookMs, signal);
  }
}

/** Asks about those whose turn has come since the last look. */
export async function lookAtEvents(
  { followed, ask, leases, holder, alarm, clock, signal }: Omit<WatchEventsOptions, 'logger'>,
  before: AskedBefore,
): Promise<void> {
  const all = await followed();
  const ids = new Set(all.map(({ id }) => id));
  for (const id of before.keys()) if (!ids.has(id)) before.delete(id);
  const due = all.filter(({ id }) => isDue(id, clock.elapsed(), before));
  if (all.length === 0 || (await leases.hold([leaseName], holder, leaseMs)).length === 0) return;
  await eachByItself(due, async ({ id, name }) => {
    if (signal.aborted) return;
    const answer = await ask(id);
    const wrong = before.get(id)?.wrong ?? new Map<AlertKind, number>();
    await eachByItself(judgeAnswer(name, answer), (verdict) => tell(alarm, id, verdict, wrong));
  });
}

/** The first look only notes the turn, so that after a start not all are asked at once. */
function isDue(id: string, elapsed: number, before: AskedBefore): boolean {
  const turn = Math.floor((elapsed - offsetOf(id, everyMs)) / everyMs);
  const asked = before.get(id);
  if (asked === undefined) before.set(id, { turn, wrong: new Map() });
  if (asked === undefined || asked.turn === turn) return false;
  asked.turn = turn;
  return true;
}

async function tell(
  alarm: Alarm,
  subjectId: string,
  { kind, message, answers }: Verdict,
  wrong: Map<AlertKind, number>,
): Promise<void> {
  if (message === undefined) {
    wrong.delete(kind);
    await alarm.recover(kind, subjectId);
    return;
  }
  const count = (wrong.get(kind) ?? 0) + 1;
  wrong.set(kind, count);
  if (count >= answers) await alarm.raise({ kind, subjectKind: 'integration', subjectId, message });
}
