import { ApiFailure } from '../route.ts';

/** What the pages say of each code. Where a code means another thing at another page, its route gives the words. */
const messages: Readonly<Record<number, string>> = {
  10002: 'Your request contains an invalid request parameter.',
  18051: 'The message does not exist.',
  200220: 'Failed to generate card content',
  200740: 'The card entity does not exist',
  200750: 'The card entity has expired',
  200770: 'UUID conflict',
  200810: 'The card is in an ongoing interaction and cannot be updated',
  200850: 'Card streaming timeout',
  200860: 'Card content exceeds limit.',
  230001: 'Your request contains an invalid request parameter.',
  230002: 'The bot can not be outside the group.',
  230006: 'Bot ability is not activated.',
  230009: 'Message has expired when recall message.',
  230011: 'The message is recalled.',
  230013: 'Bot has NO availability to this user.',
  230017: 'Bot is NOT the owner of the resource.',
  230019: 'The topic does NOT exist.',
  230020: 'This operation triggers the frequency limit.',
  230025: 'The length of the message content reaches its limit.',
  230026: 'No permission to recall this message.',
  230029: 'User has resigned.',
  230031: 'Message can only be modified within 14 days after sending.',
  230034: 'The receive_id is invalid.',
  230035: 'Send Message Permission deny.',
  230053: 'The user has stopped the bot from sending messages.',
  230054: 'This operation is not supported for this message type.',
  230055: 'The type of file upload does not match the type of message being sent.',
  230073: 'The thread is invisible to the operator.',
  230099: 'Failed to create card content.',
  231001: 'reaction type is invalid.',
  231003: 'The message is not found, maybe not exist or deleted.',
  231007: 'The operator has no permission to delete this reaction.',
  231008: 'The operator has no access to the message.',
  231010: 'The reaction does not belong to the message.',
  231012: 'The request has an invalid pageToken.',
  231017: 'This operation is not supported for this message type.',
  232001: 'Your request contains an invalid request parameter.',
  232006: 'Your request specifies a chat_id which is invalid.',
  232009: 'Your request specifies a chat which has already been dissolved.',
  232011: 'Operator can NOT be out of the chat.',
  232025: 'Bot ability is not activated.',
  234001: 'Invalid request param.',
  234003: 'File not in message.',
  234004: 'App not in chat.',
  234005: 'Image has been deleted',
  234006: 'The file size exceed the max value.',
  234007: 'App does not enable bot feature.',
  234008: 'The app is not the resource sender',
  234010: "File's size can't be 0.",
  234011: "Can't regonnize the image format.",
  234043: 'Unsupported message type.',
  300030: 'The token has expired.',
  300040: 'The token has been used too often.',
  300090: 'The callback has not been answered yet.',
  300122: 'Failed to update card configuration',
  300301: 'Duplicate element_id in card component.',
  300302: 'update_multi property is false',
  300303: 'Only schema 2.0 is supported',
  300305: 'The number of card components exceeds 200',
  300307: 'The card DSL is empty',
  300309: 'Card streaming closed',
  300310: 'Only update text',
  300311: 'The current application does not have permission to update/use this card',
  300313: 'Failed to update element properties',
  300317: 'The sequence number for operating on the card did not increment consecutively',
};

/** A refusal with the words of its page; `ext` says more, as real answers do. */
export function refusal(code: number, ext = ''): ApiFailure {
  const message = messages[code] ?? `code ${code}`;
  return new ApiFailure(code, ext === '' ? message : `${message}, ext=${ext}`);
}

/** 230099 with the code of what makes cards (im-v1/message/create). */
export function cardRefusal(code: number, why: string): ApiFailure {
  return new ApiFailure(230099, `Failed to create card content, ext=ErrCode: ${code}; ErrMsg: ${why}; ErrorValue: `);
}
