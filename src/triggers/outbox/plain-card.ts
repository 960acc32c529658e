import type { OutgoingContent } from '../../model/triggers/messenger.ts';
import { isObject, parseJson } from '../../util/json.ts';
import { cardText } from '../messages/card-text.ts';
import { ContentReader } from '../messages/reading.ts';

/** A card that Lark does not take, as text; undefined of what is none. Nobody is called by it. */
export function plainCard({ type, content }: OutgoingContent): OutgoingContent | undefined {
  const card = type === 'interactive' ? parseJson(JSON.stringify(content)) : undefined;
  if (!isObject(card)) return undefined;
  const reader = new ContentReader({ botOpenId: '', language: 'en', nameOf: () => undefined }, []);
  const text = cardText(card, reader).replaceAll('<', '＜');
  return { type: 'text', content: { text } };
}
