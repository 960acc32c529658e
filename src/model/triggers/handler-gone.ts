import type { Message } from '../message.ts';

/** Why a handler is disabled that has answered 410. */
export const handlerGone: Message = {
  en: 'The handler wants nothing any more (410)',
  zh: '处理程序声明不再接收请求（410）',
};

/** Whether a handler is disabled by its own word, not by a person. */
export function isGone(why: Message | undefined): boolean {
  return why?.en === handlerGone.en;
}
