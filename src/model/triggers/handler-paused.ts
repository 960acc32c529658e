import type { Message } from '../message.ts';

/** How what is kept of a turn begins that waits because its handler is left in peace. */
export const handlerPaused: Message = {
  en: 'The handler has failed many times in a row',
  zh: '处理程序连续多次失败',
};
