import type { InboundMessage } from '../../model/triggers/inbound-message.ts';

/** What the handler reads of a turn: its messages one below another, with names where several people have spoken. */
export function turnText(messages: readonly InboundMessage[]): string {
  const isOfSeveral = new Set(messages.map(({ sender }) => sender.openId)).size > 1;
  return messages
    .filter(({ text }) => text !== '')
    .map(({ text, sender }) => (isOfSeveral ? `${sender.name ?? sender.openId}: ${text}` : text))
    .join('\n');
}

/** What the answer is a reply to: the last message of whoever spoke first. */
export function answeredMessage(messages: readonly InboundMessage[]): InboundMessage | undefined {
  const [first] = messages;
  return messages.findLast(({ sender }) => sender.openId === first?.sender.openId);
}
