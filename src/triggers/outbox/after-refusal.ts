import type { Random } from '../../model/random.ts';
import type { SendFacts } from '../../model/triggers/conversation.ts';
import type { SendFault } from '../../model/triggers/send-fault.ts';
import type { SendEnd, StoredOutboxRow } from '../../model/triggers/session-tables.ts';

const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000];
const longestPauseMs = 5 * minuteMs;

/** What is known of a refusal. */
export interface Refusal {
  readonly stored: Pick<StoredOutboxRow, 'attempts' | 'createdAt'>;
  readonly fault: SendFault & { readonly isUnknown?: boolean };
  /** The platform's code, for whoever asks. */
  readonly code: number | undefined;
  readonly done: SendFacts;
  readonly now: number;
  readonly random: Random;
}

/** Again later, as long as somebody may wait for it; otherwise it is not said, and the row says why. */
export function afterRefusal(refusal: Refusal): SendEnd {
  const { stored, fault, code, done, now, random } = refusal;
  const { en, zh } = fault.why;
  const lastError = code === undefined ? fault.why : { en: `${en} (${code})`, zh: `${zh}（${code}）` };
  const isLater = fault.action === 'retry' || fault.action === 'retry_soon';
  // What is wrong with the app, or with the line to the platform, passes without harm to others in the chat.
  const patienceMs = fault.isUnknown === true || fault.concerns === 'app' ? 24 * hourMs : hourMs;
  if (isLater && now < stored.createdAt + patienceMs) {
    const tries = Math.max(1, stored.attempts);
    const pause =
      fault.action === 'retry_soon'
        ? 1.5 * secondMs
        : Math.min(longestPauseMs, secondMs * 2 ** Math.min(tries - 1, 12));
    return { state: 'queued', done, lastError, nextAt: now + Math.round(pause * (0.5 + random() / 2)) };
  }
  // What it answers to is gone: nothing is wrong, and nothing is to be said any more.
  return { state: fault.concerns === 'target' ? 'given_up' : 'failed', done, lastError };
}
