import type { Message } from '../model/message.ts';

/** A person does not read more lines than this; the first ones are to be mended first. */
export const maxLines = 20;

/** Messages as lines of one, of which no more are shown than a person reads. */
export function joinLines(messages: readonly Message[], all: number = messages.length): Message {
  const shown = messages.slice(0, maxLines);
  const rest = all - shown.length;
  const more: Message[] = rest > 0 ? [{ en: `… and ${rest} more`, zh: `……另有 ${rest} 处` }] : [];
  const lines = [...shown, ...more];
  return { en: lines.map(({ en }) => en).join('\n'), zh: lines.map(({ zh }) => zh).join('\n') };
}
