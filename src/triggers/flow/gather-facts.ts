import type { StoredEvent } from '../../model/event.ts';
import type { Integration } from '../../model/service/integration.ts';
import { isErased } from '../../model/triggers/erased-event.ts';
import { readCommand } from '../commands/read-command.ts';
import { botTurnsForgottenMs, neededFacts } from '../rules/needed-facts.ts';
import type { Candidate, RuleFacts, Subject, TriggerFacts } from '../rules/subject.ts';
import { isLive } from '../sessions/session-acts.ts';
import { placeOf, sessionKey } from '../sessions/session-key.ts';
import type { FlowApp, FlowParts } from './flow-parts.ts';
import type { KnownSubject } from './read-subject.ts';

/** What is looked up before a decision. */
export interface FactQuestion {
  readonly integration: Integration;
  readonly app: Pick<FlowApp, 'downSince'>;
  /** Undefined where they cannot be known now. */
  readonly departmentsOf: (openId: string) => Promise<readonly string[] | undefined>;
  readonly event: Pick<StoredEvent, 'receivedAt' | 'body'>;
  readonly known: KnownSubject;
  readonly candidates: readonly Candidate[];
  readonly now: number;
  /** Whether quotas are counted; else nobody has had anything. */
  readonly countsQuotas: boolean;
}

/** What the rules need to know, and nothing else. */
export async function gatherFacts(parts: Pick<FlowParts, 'store'>, question: FactQuestion): Promise<RuleFacts> {
  const { integration, app, event, known, candidates, now } = question;
  const { subject, user, botOpenId } = known;
  const sender = subject.message?.sender.openId ?? subject.actorId;
  const sentAt = subject.message?.sentAt ?? subject.createdAt;
  const needed = neededFacts(subject, candidates, event.receivedAt - sentAt);
  const facts = parts.store.triggerFacts;
  const paired =
    sender === undefined || needed.pairing.length === 0 ? [] : await facts.pairedWith(sender, needed.pairing);
  const following = await followingOf(parts, subject, needed.followedThreads);
  const used =
    sender === undefined || needed.quotas.length === 0 || !question.countsQuotas
      ? undefined
      : await parts.store.quotas.used(sender, needed.quotas, now);
  const ofTriggers = new Map<string, TriggerFacts>();
  for (const candidate of candidates) {
    const { id } = candidate.trigger;
    const place = subject.message === undefined ? undefined : placeOf(subject.message);
    ofTriggers.set(id, {
      isPaired: paired.includes(id),
      followsThread: following.includes(id),
      holdsSession: await holdsSession(parts, subject, candidate),
      takenLastHour: used?.get(id)?.lastHour ?? 0,
      takenLastDay: used?.get(id)?.lastDay ?? 0,
      botTurns:
        place !== undefined && needed.botTurns.includes(id)
          ? await facts.botTurns(id, place, now, botTurnsForgottenMs)
          : 0,
    });
  }
  return {
    now,
    receivedAt: event.receivedAt,
    botOpenId,
    appId: integration.appId,
    wasDownSince: needed.downtime ? await app.downSince({ sentAt, receivedAt: event.receivedAt }) : undefined,
    isRecalled:
      subject.message === undefined ? isErased(event.body) : await facts.isRecalled(integration.id, subject.message.id),
    isBlocked: user?.isBlocked ?? false,
    departments: needed.departments && sender !== undefined ? await question.departmentsOf(sender) : undefined,
    ofTriggers,
  };
}

/** Kept with the person, whom lists of people show. Contact may be away: then nobody knows. */
export async function learnDepartments(
  { store }: Pick<FlowParts, 'store'>,
  { integration, app, now }: { readonly integration: Integration; readonly app: FlowApp; readonly now: number },
  openId: string,
): Promise<readonly string[] | undefined> {
  const person = await app.personOf(openId).catch(() => undefined);
  if (person === undefined) return undefined;
  await store.larkUsers.see([{ integrationId: integration.id, openId, ...person, at: now }]);
  return person.departments;
}

/** A topic that an answer has begun is followed by the message that it begins with: its own id is not known before it is there. */
async function followingOf(
  parts: Pick<FlowParts, 'store'>,
  { message }: Subject,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { threadId, rootId } = message ?? {};
  if (threadId === undefined || ids.length === 0) return [];
  const names = [threadId, ...(rootId === undefined ? [] : [rootId])];
  const found = await Promise.all(names.map((name) => parts.store.triggerFacts.following(name, ids)));
  return found.flat();
}

async function holdsSession(
  parts: Pick<FlowParts, 'store'>,
  { message }: Subject,
  { trigger, settings }: Candidate,
): Promise<boolean> {
  if (message === undefined || settings.kind !== 'messages' || readCommand(message) === undefined) return false;
  const last = await parts.store.sessions.findLast(trigger.id, sessionKey(message, settings));
  return last !== undefined && isLive(last);
}
