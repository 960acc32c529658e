import type { ServiceStore } from '../../model/service/service-store.ts';
import type { UsedQuota } from '../../model/triggers/quota-table.ts';
import type { StoredDecision } from '../../model/triggers/tables.ts';
import { readCommand } from '../commands/read-command.ts';
import { decide } from '../rules/decide.ts';
import { quotasOf } from '../rules/needed-facts.ts';
import { type Candidate, noFacts, type RuleFacts, type Subject } from '../rules/subject.ts';

/** What a decision was made of, as if nobody had had anything of the quotas. */
export interface DecisionGround {
  readonly subject: Subject;
  readonly candidates: readonly Candidate[];
  readonly facts: RuleFacts;
}

/** What is limited: whose share of which triggers. Undefined when a quota makes no difference. */
interface Limited {
  readonly openId: string;
  readonly triggerIds: readonly string[];
}

/**
 * Keeps a decision that takes something of a quota. What somebody says in several chats is decided about at once, perhaps by several processes: each
 * decision waits for the others of the same person, and counts them. Undefined when no quota makes a difference.
 */
export async function keepWithinQuota(
  store: Pick<ServiceStore, 'transaction'>,
  first: StoredDecision,
  ground: DecisionGround,
): Promise<{ readonly kept: StoredDecision; readonly isOurs: boolean } | undefined> {
  const limited = limitedBy(first, ground);
  if (limited === undefined) return undefined;
  const { openId, triggerIds } = limited;
  return await store.transaction(async ({ quotas, decisions }) => {
    await quotas.lock(openId, triggerIds);
    // By a statement of its own: it sees what was decided before the lock.
    const used = await quotas.used(openId, triggerIds, ground.facts.now);
    const { tried } = decide(ground.subject, ground.candidates, withUsed(ground.facts, used));
    const decision = { ...first, tried };
    const kept = await decisions.add(decision);
    const isOurs = kept === decision;
    const takers = isCommand(ground.subject) ? [] : takersOf(decision, triggerIds);
    if (isOurs && takers.length > 0)
      await quotas.use({ openId, subjectId: subjectId(ground.subject), triggerIds: takers, at: decision.decidedAt });
    return { kept, isOurs };
  });
}

function limitedBy(decision: StoredDecision, { subject, candidates }: DecisionGround): Limited | undefined {
  const openId = subject.message?.sender.openId ?? subject.actorId;
  if (openId === undefined) return undefined;
  const triggerIds = quotasOf(candidates);
  return takersOf(decision, triggerIds).length === 0 ? undefined : { openId, triggerIds };
}

function takersOf({ tried }: StoredDecision, triggerIds: readonly string[]): readonly string[] {
  const takers = tried.filter(({ triggerId, outcome }) => outcome === 'taken' && triggerIds.includes(triggerId));
  return takers.map(({ triggerId }) => triggerId);
}

/** No handler is asked by it. */
function isCommand({ message }: Subject): boolean {
  const command = message && readCommand(message);
  return command !== undefined && !command.isBare && command.rest === '';
}

function subjectId({ message, eventId }: Subject): string {
  return message?.id ?? eventId;
}

function withUsed(facts: RuleFacts, used: ReadonlyMap<string, UsedQuota>): RuleFacts {
  const ofTriggers = new Map(facts.ofTriggers);
  for (const [id, { lastHour, lastDay }] of used)
    ofTriggers.set(id, { ...(ofTriggers.get(id) ?? noFacts), takenLastHour: lastHour, takenLastDay: lastDay });
  return { ...facts, ofTriggers };
}
