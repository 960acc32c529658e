import type { StoredEvent } from '../../model/event.ts';
import type { TriedTrigger } from '../../model/triggers/decision.ts';
import type { StoredDecision } from '../../model/triggers/tables.ts';
import { pressedEvent, recalledEvent } from '../../model/triggers/trigger-consumer.ts';
import { readObject, readText } from '../../util/json.ts';
import { type Press, readPress } from '../replies/buttons.ts';
import { decide } from '../rules/decide.ts';
import type { Candidate } from '../rules/subject.ts';
import type { FlowParts, Taker } from './flow-parts.ts';
import { gatherFacts, learnDepartments } from './gather-facts.ts';
import { keepBystander } from './keep-bystander.ts';
import { readSubject } from './read-subject.ts';
import { takeMessage } from './take-message.ts';
import { takeOther } from './take-other.ts';
import { decidePress, takePress } from './take-press.ts';
import { takeRecall } from './take-recall.ts';
import type { Taking } from './taking.ts';
import { pairBy, tellQuietHours, tellRefused } from './tell-refused.ts';
import { type DecisionGround, keepWithinQuota } from './within-quota.ts';

/** Whose event it is. */
export interface EventPlace {
  readonly integrationId: string;
  /** Only what this trigger does with it is done; undefined: what all of them do. */
  readonly triggerId?: string | undefined;
  /** Nobody is known to have taken it before: whether it was decided about shows when the decision is added. */
  readonly isNew?: boolean;
}

/**
 * Decides about an event, and does what follows from it: turns, sessions, notices. All of it is in the store when this returns. The same event again
 * changes nothing, by whoever and whenever: the first decision counts, and all that is added has an id that follows from the event. Undefined when its
 * integration is gone.
 */
export async function takeEvent(
  parts: FlowParts,
  event: StoredEvent,
  { integrationId, triggerId, isNew = false }: EventPlace,
): Promise<StoredDecision | undefined> {
  const { store } = parts;
  const integration = await parts.known.integration(integrationId);
  if (integration === undefined) return undefined;
  const app = await parts.appOf(integration, event.tenantKey);
  const taking = { parts, integration, app, event, known: await readSubject(parts, app, integration, event) };
  const press = event.type === pressedEvent ? readPress(event.body) : undefined;
  const isFirst = isNew && event.type !== recalledEvent && (await parts.known.published(integrationId)).length <= 1;
  const before = isFirst ? undefined : await store.decisions.find(integrationId, event.id);
  if (before === undefined && event.type === recalledEvent) await recall(taking);
  if (event.type === renamedEvent) await rename(taking);
  const decision = before ?? (await decideAndKeep(taking, press));
  for (const tried of decision.tried) {
    if (triggerId === undefined || tried.triggerId === triggerId) await carryOut(taking, tried, press);
  }
  await tellRefused(taking, decision);
  return decision;
}

async function decideAndKeep(taking: Taking, press: Press | undefined): Promise<StoredDecision> {
  const { parts, event } = taking;
  const { decision, ground } = await decideAnew(taking, press);
  const limited = ground && (await keepWithinQuota(parts.store, decision, ground));
  const kept = limited?.kept ?? (await parts.store.decisions.add(decision));
  // Of several who decide at once, only the first one counts.
  if (!(limited?.isOurs ?? kept === decision)) return kept;
  parts.tally?.measure('decided', kept.decidedAt - event.receivedAt);
  for (const { triggerId, outcome } of kept.tried) parts.tally?.count('decision', triggerId, outcome);
  return kept;
}

const renamedEvent = 'im.chat.updated_v1';

/** Lists say what a group is called now. */
async function rename({ parts, integration, event }: Taking): Promise<void> {
  const name = readText(readObject(event.body, 'after_change'), 'name') ?? '';
  if (name !== '' && event.chatId !== undefined)
    await parts.store.sessions.nameChat(integration.id, event.chatId, name);
}

async function recall({ parts, integration, event }: Taking): Promise<void> {
  const messageId = readText(event.body, 'message_id');
  if (messageId !== null) await takeRecall(parts, integration.id, messageId);
}

interface Decided {
  readonly decision: StoredDecision;
  /** Undefined for a press, which has no rules. */
  readonly ground: DecisionGround | undefined;
}

/** As if nobody had had anything of the quotas. */
async function decideAnew(taking: Taking, press: Press | undefined): Promise<Decided> {
  const { parts, integration, app, event, known } = taking;
  const now = await parts.store.now();
  const integrationId = integration.id;
  const pressed = press && (await decidePress(taking, press));
  const of = { integrationId, eventSeq: event.seq };
  if (pressed !== undefined)
    return { decision: { ...of, eventId: event.id, decidedAt: now, tried: pressed }, ground: undefined };
  const published = await parts.known.published(integrationId);
  const candidates = published.map(
    ({ trigger, published: { number, settings } }): Candidate => ({ trigger, version: number, settings }),
  );
  const departmentsOf = (openId: string) => learnDepartments(parts, { integration, app, now }, openId);
  const question = { integration, app, departmentsOf, event, known, candidates, now, countsQuotas: false };
  const ground = { subject: known.subject, candidates, facts: await gatherFacts(parts, question) };
  return { decision: { ...decide(ground.subject, candidates, ground.facts), ...of }, ground };
}

async function carryOut(taking: Taking, tried: TriedTrigger, press: Press | undefined): Promise<void> {
  const taker = await takerOf(taking.parts, tried);
  if (taker === undefined) return;
  const { message } = taking.known.subject;
  if (tried.outcome === 'refused') {
    if (message === undefined) return;
    await pairBy(taking, taker, message, tried.code);
    await tellQuietHours(taking, taker, message, tried.code);
    await keepBystander(taking, taker, message, tried.code);
    return;
  }
  if (tried.outcome !== 'taken') return;
  if (taker.version.settings.kind === 'messages' && press !== undefined) await takePress(taking, taker, press);
  else if (taker.version.settings.kind === 'events') await takeOther(taking, taker);
  else if (message !== undefined) await takeMessage(taking, taker, message);
}

async function takerOf({ known }: FlowParts, { triggerId, version }: TriedTrigger): Promise<Taker | undefined> {
  const trigger = await known.trigger(triggerId);
  const found = await known.version(triggerId, version);
  return trigger === undefined || found === undefined ? undefined : { trigger, version: found };
}
