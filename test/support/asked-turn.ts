import type { ControlParts } from '../../src/control/parts.ts';
import { makeReplyHandles } from '../../src/control/replies/reply-handle.ts';
import type { Session } from '../../src/model/triggers/conversation.ts';
import type { InboundMessage } from '../../src/model/triggers/inbound-message.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import type { StoredTurn } from '../../src/model/triggers/turn-table.ts';
import { sealMessage } from '../../src/triggers/bodies/sealed-rows.ts';
import { newIntegration } from './service-things.ts';
import { newHandler, newSession, newTrigger, newTurn, triggerSettings } from './trigger-rows.ts';
import { messageOf } from './trigger-things.ts';

/** A conversation in which something was asked. */
export interface AskedTurn {
  readonly integrationId: string;
  readonly triggerId: string;
  readonly session: Session;
  readonly turn: StoredTurn;
  readonly message: InboundMessage;
  /** By which an answer comes. */
  readonly handle: string;
}

interface AskedOptions {
  readonly settings?: Partial<TriggerSettings>;
  readonly message?: Partial<InboundMessage>;
  readonly session?: Partial<Session>;
}

let count = 0;

/** Somebody has asked something of a published trigger; each time in an integration of its own. */
export async function askedTurn(
  { store, bodies, ...parts }: Pick<ControlParts, 'store' | 'bodies' | 'openVault' | 'clock' | 'randomBytes'>,
  given: AskedOptions = {},
): Promise<AskedTurn> {
  const at = `a${++count}`;
  const [integrationId, handlerId, triggerId, sessionId] = [`in_${at}`, `ha_${at}`, `tr_${at}`, `se_${at}`];
  const draft = { ...triggerSettings, handlerId, ...given.settings };
  await store.integrations.insert(newIntegration(integrationId));
  await store.handlers.insert(newHandler(handlerId));
  const trigger = await store.triggers.insert(newTrigger(triggerId, { integrationId, draft, state: 'published' }));
  const now = await store.now();
  await store.triggerVersions.add({ triggerId, settings: draft, publishedAt: now, publishedBy: 'acc_1' });
  await store.triggers.update({ ...trigger, publishedVersion: 1 }, now);
  const message = messageOf({ id: `om_${at}`, chatId: `oc_${at}`, ...given.message });
  const { session } = await store.sessions.open({
    ...newSession(sessionId, { triggerId, integrationId, chatId: message.chatId, chatKind: message.chatKind }),
    ...{
      senderOpenId: message.sender.openId,
      senderName: message.sender.name,
      lastActiveAt: now,
      expiresAt: now + 1_000,
    },
    ...given.session,
  });
  const sealed = await sealMessage(bodies, { kind: 'session', id: sessionId }, message, now);
  const lane = `lane ${at}`;
  const turn = await store.turns.add(
    newTurn(`tu_${at}`, { triggerId, sessionId, lane, messages: [sealed], firstAt: now, dueAt: now }),
  );
  if (turn === undefined) throw new Error('The turn is there already');
  const handles = await makeReplyHandles(parts.openVault(store.secrets), parts);
  return { integrationId, triggerId, session, turn, message, handle: handles.of(turn) };
}
