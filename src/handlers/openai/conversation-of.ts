import { RecordError } from '../../model/errors.ts';
import type { HandlerRequest, HandlerTools, HistoryItem } from '../../model/triggers/handler.ts';
import type { JsonObject } from '../../util/json.ts';

/** Whether and how many images a model is shown. */
export interface ImageSettings {
  readonly vision: boolean;
  /** The newest are shown. */
  readonly mostImages?: number;
  /** Of history, in characters; the newest is kept. */
  readonly mostHistory?: number;
}

const usualImages = 4;
const usualHistory = 48_000;
/** What models take. */
const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** What was said before, and what is said now, as messages of a model. */
export async function conversationOf(
  request: HandlerRequest,
  { vision, mostImages = usualImages, mostHistory = usualHistory }: ImageSettings,
  tools: HandlerTools,
): Promise<JsonObject[]> {
  const history = newest(request.history, mostHistory).map(messageOf);
  const images = vision ? await imagesOf(request, mostImages, tools) : [];
  const text = request.event === undefined ? request.text : `${request.text}\n${JSON.stringify(request.event)}`.trim();
  const content = images.length === 0 ? text : [{ type: 'text', text }, ...images];
  return [...history, { role: 'user', content }];
}

function newest(history: readonly HistoryItem[], mostCharacters: number): readonly HistoryItem[] {
  let left = mostCharacters;
  return history
    .toReversed()
    .filter(({ text }) => {
      left -= text.length;
      return left >= 0;
    })
    .toReversed();
}

/** The roles of a model are two: who says what stands before the text, for several people may speak in a group. */
function messageOf({ role, name, text }: HistoryItem): JsonObject {
  if (role === 'assistant') return { role, content: text };
  return { role: 'user', content: name === undefined ? text : `${name}: ${text}` };
}

async function imagesOf(
  { messages }: HandlerRequest,
  most: number,
  { download, signal }: HandlerTools,
): Promise<JsonObject[]> {
  const images: JsonObject[] = [];
  const all = messages.flatMap(({ id, attachments }) =>
    attachments
      .filter(({ kind, canDownload }) => kind === 'image' && canDownload)
      .map((attachment) => ({ id, attachment })),
  );
  for (const { id, attachment } of most > 0 ? all.slice(-most) : []) {
    signal.throwIfAborted();
    try {
      const { type, content } = await download(id, attachment);
      const plain = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
      const url = `data:${plain};base64,${Buffer.from(content).toString('base64')}`;
      if (imageTypes.includes(plain)) images.push({ type: 'image_url', image_url: { url } });
    } catch (thrown) {
      // One that is too large, or gone, is no reason to say nothing to the rest.
      if (!(thrown instanceof RecordError)) throw thrown;
    }
  }
  return images;
}
