import type { Decision, TriedTrigger } from '../../model/triggers/decision.ts';
import { checkBoth } from './check-both.ts';
import { checkEvent } from './check-event.ts';
import { checkMessage } from './check-message.ts';
import { type Refusal, refusal } from './refusal.ts';
import { type Candidate, type Case, noFacts, type RuleFacts, type Subject } from './subject.ts';

/**
 * Which triggers take an event, and why the others do not. They are tried in their order; the first that takes it is the last one, unless it
 * says that others are tried too. One in the shadow says what it would do, and takes nothing.
 */
export function decide(subject: Subject, candidates: readonly Candidate[], facts: RuleFacts): Decision {
  const tried: TriedTrigger[] = [];
  let taker: Candidate | undefined;
  for (const candidate of candidates) {
    const one = taker === undefined ? tryOne(subject, candidate, facts) : behind(candidate, taker);
    tried.push(one);
    if (one.outcome === 'taken' && !candidate.settings.continues) taker = candidate;
  }
  return { eventId: subject.eventId, decidedAt: facts.now, tried };
}

function tryOne(subject: Subject, candidate: Candidate, facts: RuleFacts): TriedTrigger {
  const own = facts.ofTriggers.get(candidate.trigger.id) ?? noFacts;
  const refused = refusalOf({ subject, facts, own, candidate });
  const { trigger, version } = candidate;
  if (refused !== undefined) return { triggerId: trigger.id, version, outcome: 'refused', ...refused };
  const why = trigger.isShadow
    ? {
        en: 'All conditions hold; the trigger is in the shadow, so it does nothing',
        zh: '满足全部条件；触发器处于影子模式，不作处理',
      }
    : { en: 'All conditions hold', zh: '满足全部条件' };
  return { triggerId: trigger.id, version, outcome: trigger.isShadow ? 'shadow' : 'taken', code: 'matched', why };
}

function refusalOf(given: Case): Refusal | undefined {
  const { subject, candidate } = given;
  if (candidate.trigger.state !== 'published') return refusal('paused', 'The trigger is paused', '触发器已暂停');
  if (given.facts.isRecalled)
    return refusal('recalled', 'It was recalled or erased before it was worked on', '处理前已被撤回或删除');
  if (candidate.settings.kind === 'events') return checkEvent(given) ?? checkBoth(given);
  const { message } = subject;
  if (message === undefined) {
    return refusal(
      'kind',
      `The trigger is for messages, and this is another event (${subject.type})`,
      `触发器只处理消息，而这是其他事件（${subject.type}）`,
    );
  }
  return checkMessage({ ...given, message }) ?? checkBoth(given);
}

function behind({ trigger, version }: Candidate, taker: Candidate): TriedTrigger {
  const { code, why } = refusal(
    'earlier_trigger',
    `A trigger before it has taken the event (${taker.trigger.id})`,
    `排在前面的触发器已处理该事件（${taker.trigger.id}）`,
  );
  return { triggerId: trigger.id, version, outcome: 'refused', code, why };
}
