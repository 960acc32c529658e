import type { Message } from '../../model/message.ts';
import { type HandlerAnswer, partsOfAnswer } from '../../model/triggers/handler-answer.ts';
import { type ReplyOutcome, takeReply } from '../../triggers/flow/take-reply.ts';
import { wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { unknownHandle } from './reply-door.ts';

/** What a handler says by its handle. */
export interface GivenReply {
  readonly handle: string;
  readonly answer: HandlerAnswer;
  readonly isFinal: boolean;
  readonly name: string | undefined;
}

const refusals: Readonly<Record<Exclude<ReplyOutcome, 'taken' | 'known' | 'gone'>, Message>> = {
  recalled: { en: 'The message that is to be answered was recalled', zh: '要答复的消息已被撤回' },
  stopped: { en: 'The person has stopped the answer', zh: '用户已停止此答复' },
  nowhere: { en: 'The event names nobody and no chat that could be answered', zh: '该事件没有可答复的人或聊天' },
  full: { en: 'There are fifty answers to this already', zh: '对此已有五十条答复' },
};

/** Says what comes by a reply handle. False when the answer of this name was complete before. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function answerLater(
  { store, bodies, replies, resources }: Pick<ControlParts, 'store' | 'bodies' | 'replies' | 'resources'>,
  { handle, answer, isFinal, name }: GivenReply,
): Promise<boolean> {
  const turnId = await replies.turnOf(handle);
  const { uploadsOf } = resources;
  const outcome = await takeReply(
    { store, bodies, uploadsOf },
    { turnId, parts: partsOfAnswer(answer), isFinal, name },
  );
  if (outcome === 'gone') throw unknownHandle();
  if (outcome === 'taken' || outcome === 'known') return outcome === 'taken';
  throw wrongState(refusals[outcome]);
}
