import { durationOf } from './duration-words.ts';
import { isForSession } from './for-session.ts';
import { isQuiet } from './quiet-hours.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Case } from './subject.ts';

/** Conditions that messages and other events have in common; they come last, because they say only that it is not now. */
export function checkBoth(given: Case): Refusal | undefined {
  return stale(given) ?? (isForSession(given) ? undefined : (botLoop(given) ?? quietHours(given) ?? quota(given)));
}

/**
 * What is old when it comes is not answered by surprise. What was said while we could not hear is not old: the person has not had an answer because of us.
 */
function stale({ subject, facts, candidate }: Case): Refusal | undefined {
  const { staleMs } = candidate.settings;
  const sentAt = subject.message?.sentAt ?? subject.createdAt;
  const age = facts.receivedAt - sentAt;
  if (staleMs === 0 || age <= staleMs) return undefined;
  // The two clocks differ a little.
  if (facts.wasDownSince !== undefined && sentAt >= facts.wasDownSince - clockDifferenceMs) return undefined;
  const [old, most] = [durationOf(age), durationOf(staleMs)];
  return refusal(
    'stale',
    `It was ${old.en} old when it came; more than ${most.en} is too old`,
    `到达时已过去 ${old.zh}，超过上限 ${most.zh}`,
  );
}
const clockDifferenceMs = 60_000;

function botLoop({ subject, own, candidate }: Case): Refusal | undefined {
  const { botTurns } = candidate.settings;
  if (subject.message?.sender.kind !== 'bot' || own.botTurns < botTurns) return undefined;
  return refusal(
    'bot_loop',
    `Bots have spoken ${own.botTurns} times in a row; after ${botTurns} a person must speak first`,
    `机器人已连续发言 ${own.botTurns} 次；达到 ${botTurns} 次后须由人先发言`,
  );
}

function quietHours({ facts, candidate }: Case): Refusal | undefined {
  const { quietHours: hours } = candidate.settings;
  if (hours === undefined || !isQuiet(hours, facts.now)) return undefined;
  const span = `${hours.from}–${hours.until} ${hours.timeZone}`;
  return refusal('quiet_hours', `Quiet hours: ${span}`, `处于免打扰时段：${span}`);
}

function quota({ subject, own, candidate }: Case): Refusal | undefined {
  if (subject.actorId === undefined && subject.message === undefined) return undefined;
  const { perHour, perDay } = candidate.settings.quota;
  if (perHour > 0 && own.takenLastHour >= perHour) {
    return refusal(
      'quota',
      `The sender has had ${own.takenLastHour} of ${perHour} in the last hour`,
      `发送者最近一小时已用 ${own.takenLastHour} 次，上限 ${perHour} 次`,
    );
  }
  if (perDay === 0 || own.takenLastDay < perDay) return undefined;
  return refusal(
    'quota',
    `The sender has had ${own.takenLastDay} of ${perDay} in the last 24 hours`,
    `发送者最近 24 小时已用 ${own.takenLastDay} 次，上限 ${perDay} 次`,
  );
}
