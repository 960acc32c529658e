import type { Message } from '../../model/message.ts';

/** The code was right. */
export const paired: Message = { en: 'You are paired. Write to me.', zh: '配对成功，可以开始对话了。' };
/** It was not, or there is none. */
export const notPaired: Message = {
  en: 'This is not the code. Ask the owner of the bot.',
  zh: '配对码不正确，请联系机器人负责人。',
};
