import type { SessionMessage } from '../../model/triggers/conversation.ts';
import type { InboundMessage, QuotedMessage } from '../../model/triggers/inbound-message.ts';
import type { ReadMessage } from '../../model/triggers/messenger.ts';
import { openSaid } from '../bodies/sealed-rows.ts';
import { withFetched } from '../messages/read-items.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Work } from './load-work.ts';

/** Nobody edits a message sooner. */
const soonestEditMs = 3_000;
/** A call each; of more that were gathered, these are the last. */
const mostRead = 8;
/** Of the history: what is older was answered long ago, and hardly anybody edits it. */
const [mostOfHistory, youngMs] = [4, 10 * 60_000];
/** What can be edited (im-v1/message/update). */
const editable: ReadonlySet<string> = new Set(['text', 'post']);

/** The messages of a turn as they stand in the chat now: with edits, with what they answer to, and with what was forwarded. */
export async function asTheyStand(parts: FlowParts, work: Work): Promise<readonly InboundMessage[]> {
  const { messages } = work.turn;
  const again = new Set(waitedOf(work, await parts.store.now()).slice(-mostRead));
  return await Promise.all(
    messages.map(async (message) => {
      const current = again.has(message) ? await edited(parts, work, message) : message;
      return await fetched(parts, work, current);
    }),
  );
}

/** Those of the turn that somebody may have edited while they waited. */
function waitedOf({ turn, version }: Pick<Work, 'turn' | 'version'>, now: number): readonly InboundMessage[] {
  if (!version.settings.messages.seesEdits) return [];
  return turn.messages.filter(
    ({ sender, type, sentAt }) => sender.kind === 'user' && editable.has(type) && now - sentAt >= soonestEditMs,
  );
}

/**
 * The history with what was edited of it in the last minutes. A call a message, so it is read again only with a turn that has waited, for which calls are made
 * anyway: what is answered at once is not kept waiting for what was answered before.
 */
export async function historyAsItStands(
  parts: FlowParts,
  work: Work,
  history: readonly SessionMessage[],
): Promise<readonly SessionMessage[]> {
  const now = await parts.store.now();
  if (waitedOf(work, now).length === 0) return history;
  const young = history.filter(
    ({ role, messageId, at }) =>
      role !== 'assistant' && messageId !== undefined && now - at >= soonestEditMs && now - at <= youngMs,
  );
  const again = new Set(young.slice(-mostOfHistory));
  return await Promise.all(
    history.map(async (said) => {
      const { messageId } = said;
      if (messageId === undefined || !again.has(said)) return said;
      const found = (await read(work, messageId))?.edited;
      if (found === undefined || found.text === said.text) return said;
      await reword(parts, work, messageId, found.text);
      return { ...said, text: found.text };
    }),
  );
}

/** The platform may not give it: then the message is worked on as it came. */
async function read({ app }: Work, id: string): Promise<ReadMessage | undefined> {
  return await app.messenger.read(id).catch(() => undefined);
}

/** Lark tells nobody of edits. What it says by now is what the history has, too. */
async function edited(parts: FlowParts, work: Work, message: InboundMessage): Promise<InboundMessage> {
  const found = (await read(work, message.id))?.edited;
  if (found === undefined || found.editedAt === message.editedAt) return message;
  await reword(parts, work, message.id, found.text);
  return { ...message, ...found };
}

/** What it answers to, and what was forwarded. */
async function fetched(parts: FlowParts, work: Work, message: InboundMessage): Promise<InboundMessage> {
  const { parentId, quoted, type, forwarded } = message;
  const isForward = type === 'merge_forward' && forwarded === undefined;
  return withFetched(message, {
    quoted: parentId === undefined || quoted !== undefined ? undefined : await quotedOf(parts, work, parentId),
    forwarded: isForward ? (await read(work, message.id))?.forwarded : undefined,
  });
}

/** Our own answer is known; what others have said may have been edited since. */
async function quotedOf(parts: FlowParts, work: Work, messageId: string): Promise<QuotedMessage | undefined> {
  const own = await ownAnswer(parts, work, messageId);
  if (own !== undefined) return own;
  const found = await read(work, messageId);
  if (found?.edited !== undefined) await reword(parts, work, messageId, found.edited.text);
  return found?.quoted;
}

async function ownAnswer(
  { store, bodies }: FlowParts,
  { integration }: Work,
  messageId: string,
): Promise<QuotedMessage | undefined> {
  const stored = await store.sessionMessages.answerIn(integration.id, messageId);
  const [said] = stored === undefined ? [] : await openSaid(bodies, [stored]);
  if (said === undefined) return undefined;
  const { text, at: sentAt } = said;
  const sender = { senderOpenId: integration.appId, senderName: undefined };
  return { id: messageId, ...sender, sentAt, type: 'interactive', text, attachments: [] };
}

async function reword({ store, bodies }: FlowParts, { session }: Work, messageId: string, text: string): Promise<void> {
  if (session === undefined) return;
  const id = derivedId('sm', session.id, messageId);
  await store.sessionMessages.reword(id, await bodies.seal({ kind: 'session', id: session.id }, id, text));
}
