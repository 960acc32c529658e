import { LarkstreamError } from '../errors.ts';
import type { Message } from '../message.ts';
import type { SendFault, SendOperation } from './send-fault.ts';
import { knownFault } from './send-fault-codes.ts';

/** What is wrong with a card, as the text of 230099 says it: `ErrCode: 11310`. */
const tooManyTables = 11_310;
/** Of a card of CardKit, which is said once: the answer to the first time was lost. */
const saidAlready = 200_861;
const cardFault = /\b(11310|100290|200380|200381|200570|200621|200732|200737|200861)\b/;

/**
 * What to do about a refusal of the platform (codes of the pages of each operation, and `im-v1/message/create.md` for all).
 * @param text the platform's own words: of 230099 they hold the number of what is wrong with the card
 */
export function sendFaultOf(operation: SendOperation, code: number, text = ''): SendFault {
  if (code === 230_099) return brokenCard(text);
  const known = knownFault(operation, code);
  if (known !== undefined) return known;
  const action = code >= 500 && code < 600 ? 'retry' : 'give_up';
  return { action, concerns: 'message', why: unknownWhy(code) };
}

/** The same for what a `Messenger` throws: without a code of the platform, its family decides. An answer that was lost is `unknown`. */
export function judgeSendError(operation: SendOperation, error: unknown): SendFault & { readonly isUnknown: boolean } {
  if (!(error instanceof LarkstreamError)) return { ...unexpected, isUnknown: true };
  const { platformCode } = error.details;
  if (typeof platformCode === 'number') {
    const fault = sendFaultOf(operation, platformCode, error.message);
    const isOurs = fault.action === 'give_up' && error.family === 'transient';
    return { ...fault, ...(isOurs ? { action: 'retry' as const } : {}), isUnknown: false };
  }
  const why = error.texts.message;
  // Whether the platform has done it is not known: it is tried with the same uuid, or with all of the text and a higher number.
  if (error.family === 'transient') return { action: 'retry', concerns: 'message', why, isUnknown: true };
  return { action: 'give_up', concerns: error.family === 'config' ? 'app' : 'message', why, isUnknown: false };
}

const unexpected: SendFault = {
  action: 'give_up',
  concerns: 'message',
  why: { en: 'Something unexpected happened while it was sent', zh: '发送时发生意外错误' },
};

function brokenCard(text: string): SendFault {
  const part = Number(cardFault.exec(text)?.[1] ?? Number.NaN);
  if (part === tooManyTables)
    return {
      action: 'fewer_tables',
      concerns: 'message',
      why: { en: 'The card has too many tables', zh: '卡片中的表格过多' },
    };
  if (part === saidAlready)
    return {
      action: 'done',
      concerns: 'message',
      why: { en: 'The card is in the chat already', zh: '卡片已经发送过' },
    };
  const code = Number.isNaN(part) ? '' : ` (${part})`;
  return {
    action: 'plainer',
    concerns: 'message',
    why: { en: `Lark could not make a card of it${code}`, zh: `飞书无法生成卡片${code}` },
  };
}

function unknownWhy(code: number): Message {
  return { en: `Lark refused it with code ${code}`, zh: `飞书拒绝了该请求，错误码 ${code}` };
}
