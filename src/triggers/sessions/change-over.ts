import type { Message } from '../../model/message.ts';
import type { NewResource } from '../../model/service/resource.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { ChangedSession } from './find-session.ts';
import { newSession } from './find-session.ts';
import { isLive, stepSession } from './session-acts.ts';
import { sessionKey } from './session-key.ts';

/** What is changed, in this order: of one key at most one is live at any moment. */
export interface ChangeOver {
  readonly changes: readonly ChangedSession[];
  /** Begun after the changes. */
  readonly begun: NewResource<Session> | undefined;
}

interface Times {
  readonly now: number;
  readonly idleMs: number;
}

/** One tap goes on with the conversation before. The one that is live ends; what was said in it stays there. Twice is once. */
export function goOnWith(
  before: Session,
  live: Session | undefined,
  times: Times,
): ChangeOver | { readonly refused: Message } {
  if (live?.id === before.id) return { changes: [], begun: undefined };
  if (live !== undefined && (live.key !== before.key || live.triggerId !== before.triggerId)) {
    return { refused: { en: 'The two conversations have nothing in common', zh: '两个会话没有关联' } };
  }
  const resumed = stepSession(before, { kind: 'continue' }, times);
  if ('refused' in resumed) return resumed;
  return {
    changes: [...ended(live, 'superseded', times), { session: before, change: resumed.change }],
    begun: undefined,
  };
}

/** What `/new` does. The one that it ends can be gone on with. */
export function beginAnew(
  live: Session | undefined,
  given: Omit<Parameters<typeof newSession>[0], 'settings'> & {
    readonly settings: Pick<TriggerSettings, 'session' | 'reply'>;
  },
): ChangeOver {
  const times = { now: given.now, idleMs: given.settings.session.idleMs };
  return { changes: ended(live, 'command', times), begun: newSession(given, live) };
}

/** Where a fork goes: a message that stands there, such as the one that begins a topic. */
export interface ForkPlace {
  readonly message: InboundMessage;
  readonly settings: Pick<TriggerSettings, 'session' | 'reply'>;
  readonly ids: { readonly id: string; readonly conversationId: string };
}

/**
 * A second conversation that begins with what was said in the first, which the caller copies. In another place both go on; in the same place the first
 * ends, and can be gone on with.
 */
export function fork(of: Session, { message, settings, ids }: ForkPlace, now: number): ChangeOver {
  const isHere = sessionKey(message, settings) === of.key;
  const times = { now, idleMs: settings.session.idleMs };
  const { triggerId, integrationId } = of;
  const begun = newSession({ triggerId, integrationId, message, settings, now, ids }, isHere ? of : undefined);
  return { changes: isHere ? ended(of, 'superseded', times) : [], begun };
}

function ended(live: Session | undefined, why: 'command' | 'superseded', times: Times): readonly ChangedSession[] {
  if (live === undefined || !isLive(live)) return [];
  const step = stepSession(live, { kind: 'close', why }, times);
  return 'change' in step ? [{ session: live, change: step.change }] : [];
}
