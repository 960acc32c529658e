import type { NewResource } from '../../model/service/resource.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { isLive, type SessionChange, stepSession } from './session-acts.ts';
import { sessionKey } from './session-key.ts';

/** What a message is said to. */
export interface Arrival {
  readonly triggerId: string;
  readonly integrationId: string;
  readonly message: InboundMessage;
  readonly settings: Pick<TriggerSettings, 'session' | 'reply'>;
  /** The session of the trigger and the message's key that was active last, whatever its state. */
  readonly last: Session | undefined;
  readonly now: number;
  /** For a session that has to be made. */
  readonly ids: { readonly id: string; readonly conversationId: string };
}

/** One that is changed. */
export interface ChangedSession {
  readonly session: Session;
  readonly change: SessionChange;
}

/** The session that a message belongs to. */
export type Found =
  | ({ readonly kind: 'same'; readonly answeredBy: 'handler' | 'person' } & ChangedSession)
  | {
      readonly kind: 'new';
      readonly session: NewResource<Session>;
      /** It had its time, and the sweeper has not come to it yet. */
      readonly ended: ChangedSession | undefined;
      /** The person is told that the one before has ended, and how to go on with it. */
      readonly tellsTimeout: boolean;
    };

/** Goes on with the session that is live, or begins one. */
export function findSession(arrival: Arrival): Found {
  const { last, now, settings } = arrival;
  const times = { now, idleMs: settings.session.idleMs };
  if (last !== undefined && isLive(last)) {
    const expired = stepSession(last, { kind: 'expire' }, times);
    if ('change' in expired && expired.change.state === 'idle')
      return begin(arrival, { session: last, change: expired.change });
    const step = stepSession(last, { kind: 'speak' }, times);
    if ('change' in step) {
      const answeredBy = last.state === 'handed_over' ? 'person' : 'handler';
      return { kind: 'same', answeredBy, session: last, change: step.change };
    }
  }
  return begin(arrival, undefined);
}

function begin(arrival: Arrival, ended: ChangedSession | undefined): Found {
  const { last, settings } = arrival;
  const hasTimedOut = ended !== undefined || last?.state === 'idle';
  return {
    kind: 'new',
    session: newSession(arrival, hasTimedOut ? last : undefined),
    ended,
    tellsTimeout: hasTimedOut && settings.session.tellsTimeout,
  };
}

/** One that begins now. `before` is the one that can be gone on with instead. */
export function newSession(
  { triggerId, integrationId, message, settings, now, ids }: Omit<Arrival, 'last'>,
  before: Pick<Session, 'id'> | undefined,
): NewResource<Session> {
  const { idleMs } = settings.session;
  return {
    ...ids,
    createdAt: now,
    triggerId,
    integrationId,
    tenantKey: message.sender.tenantKey,
    key: sessionKey(message, settings),
    chatKind: message.chatKind,
    chatId: message.chatId,
    threadId: message.threadId,
    senderOpenId: message.sender.openId,
    senderName: message.sender.name,
    state: 'open',
    closedWhy: undefined,
    isPinned: false,
    lastActiveAt: now,
    expiresAt: idleMs === 0 ? undefined : now + idleMs,
    beforeId: before?.id,
    messageCount: 0,
  };
}
