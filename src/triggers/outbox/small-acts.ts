import type { Message } from '../../model/message.ts';
import type { OutboxAct, SendFacts } from '../../model/triggers/conversation.ts';
import type { SendOperation } from '../../model/triggers/send-fault.ts';
import type { SendEnd } from '../../model/triggers/session-tables.ts';
import type { LimitKey } from './send-limits.ts';
import type { SendTools } from './send-tools.ts';

type Act<K extends OutboxAct['kind']> = Extract<OutboxAct, { kind: K }>;

/** Everything but messages: one call, which may be repeated, as it changes nothing the second time. */
export async function smallAct(
  tools: SendTools,
  act: Exclude<OutboxAct, { kind: 'say' | 'stream' }>,
): Promise<SendEnd> {
  switch (act.kind) {
    case 'react':
      return await call(tools, 'react', [], async () => ({
        reactionId: await tools.messenger.react(act.messageId, act.emoji),
      }));
    case 'unreact':
      return await unreact(tools, { ...act, kind: 'unreact' });
    case 'recall':
      return await call(tools, 'recall', [], async () => {
        await tools.messenger.recall(act.messageId);
        return {};
      });
    case 'ephemeral':
      return await ephemeral(tools, act);
    default:
      return await followUps(tools, act);
  }
}

async function call(
  tools: SendTools,
  operation: SendOperation,
  keys: readonly LimitKey[],
  work: () => Promise<SendFacts>,
): Promise<SendEnd> {
  const { revision } = tools.held.now.stored;
  tools.keys = keys;
  await tools.turn(keys);
  try {
    return { state: 'sent', done: await work(), revision };
  } catch (error) {
    const fault = tools.judge(operation, error);
    return fault.action === 'done' ? { state: 'sent', done: {}, revision } : tools.refused(fault, error, {});
  }
}

async function unreact(
  tools: SendTools,
  { messageId, emoji }: { readonly kind: 'unreact'; readonly messageId: string; readonly emoji: string },
): Promise<SendEnd> {
  const reactionId = await tools.reactionOf(messageId, emoji);
  // What was never put there need not be taken away.
  if (reactionId === undefined) return { state: 'sent', done: {}, revision: tools.held.now.stored.revision };
  return await call(tools, 'unreact', [], async () => {
    await tools.messenger.unreact(messageId, reactionId);
    return {};
  });
}

/** It has no uuid: when the answer is lost it is not repeated, so that nobody is told twice. */
async function ephemeral(tools: SendTools, { chatId, openId, card }: Act<'ephemeral'>): Promise<SendEnd> {
  let isUnknown = false;
  const end = await call(tools, 'ephemeral', [{ kind: 'chat', id: chatId }], async () => {
    try {
      await tools.messenger.sendEphemeral(chatId, openId, card);
      return {};
    } catch (error) {
      isUnknown = tools.judge('ephemeral', error).isUnknown;
      throw error;
    }
  });
  if (!isUnknown) return end;
  const lastError = {
    en: 'Lark’s answer was lost; what one person sees is not sent twice',
    zh: '未收到飞书的应答；仅一人可见的消息不会重复发送',
  };
  return { state: 'given_up', done: {}, lastError };
}

const noAnswerAbove: Message = {
  en: 'There is no answer below which suggestions could stand',
  zh: '没有可附加后续建议的答复',
};

async function followUps(tools: SendTools, { ofTurn, texts }: Act<'follow_ups'>): Promise<SendEnd> {
  const messageId = await tools.lastOfTurn(ofTurn);
  if (messageId === undefined) return { state: 'given_up', done: {}, lastError: noAnswerAbove };
  return await call(tools, 'follow_ups', [], async () => {
    await tools.messenger.followUps(messageId, texts);
    return {};
  });
}
