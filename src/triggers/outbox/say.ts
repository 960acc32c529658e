import type { Message } from '../../model/message.ts';
import type { OutgoingContent, Target } from '../../model/triggers/messenger.ts';
import type { SendEnd } from '../../model/triggers/session-tables.ts';
import { findOwn } from './find-own.ts';
import { plainCard } from './plain-card.ts';
import { placeKey, type SendTools } from './send-tools.ts';

interface Form {
  readonly target: Target;
  readonly said: OutgoingContent;
}

/** Says one message. What Lark does not take is said in another place, or as text; each form has a uuid of its own, the same with every try. */
export async function say(tools: SendTools, { target, said }: Form): Promise<SendEnd> {
  const before = tools.mayBeForgotten ? await saidBefore(tools, { target, said }) : undefined;
  if (before !== undefined) return before;
  let form: Form | undefined = { target, said };
  for (let step = 0; ; step += 1) {
    tools.keys = [placeKey(form.target)];
    await tools.turn(tools.keys);
    try {
      const { messageId } = await tools.messenger.send(form.target, form.said, uuidOf(tools, step));
      return { state: 'sent', done: { messageId }, revision: tools.held.now.stored.revision };
    } catch (error) {
      const fault = tools.judge(form.target.kind === 'reply' ? 'reply' : 'send', error);
      const next = otherForm(form, fault.action);
      if (next === undefined) return tools.refused(fault, error, {});
      form = next;
    }
  }
}

function uuidOf({ held }: SendTools, step: number): string {
  const { uuid } = held.now.row;
  return step === 0 ? uuid : `${uuid.slice(0, 46)}.f${step}`;
}

/** There is an end: places become fewer, and a text is not made plainer. */
function otherForm({ target, said }: Form, action: string): Form | undefined {
  if (action === 'other_place') {
    if (target.kind !== 'reply') return undefined;
    const place: Target = target.inThread ? { ...target, inThread: false } : { kind: 'chat', chatId: target.chatId };
    return { target: place, said };
  }
  if (action !== 'plainer' && action !== 'fewer_tables' && action !== 'split' && action !== 'other_way')
    return undefined;
  const plain = plainCard(said);
  return plain === undefined ? undefined : { target, said: plain };
}

/** A message is not said twice because nobody remembers it: the chat is asked. */
async function saidBefore(tools: SendTools, { target, said }: Form): Promise<SendEnd | undefined> {
  const { stored } = tools.held.now;
  const nobodyKnows = (why: Message): SendEnd => ({ state: 'failed', done: {}, lastError: why });
  if (target.kind === 'person')
    return nobodyKnows({
      en: 'Nobody knows whether Lark has said it an hour ago, and a person’s chat cannot be looked at',
      zh: '无法确定一小时前是否已发送，且无法查看与个人的聊天',
    });
  try {
    const others = await tools.idsOfTurn();
    const [own] = findOwn(await tools.messenger.said(target, stored.createdAt), { target, said, others });
    return own && { state: 'sent', done: { messageId: own.messageId }, revision: stored.revision };
  } catch (error) {
    const fault = tools.judge('send', error);
    if (fault.action === 'retry') return tools.refused(fault, error, {});
    return nobodyKnows({
      en: `Nobody knows whether Lark has said it an hour ago, and the chat cannot be read: ${fault.why.en}`,
      zh: `无法确定一小时前是否已发送，且无法读取聊天：${fault.why.zh}`,
    });
  }
}
