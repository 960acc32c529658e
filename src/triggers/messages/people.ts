import type { Mention } from '../../model/triggers/inbound-message.ts';
import { isObject, type JsonObject, readObjects, readText } from '../../util/json.ts';

/** Somebody who is named in a message, and the placeholder of it. `openId` is undefined where the platform does not say it. */
export interface Mentioned {
  readonly key: string;
  readonly openId: string | undefined;
  readonly name: string | undefined;
  readonly kind: 'user' | 'bot';
}

/**
 * `mentions` of an event, where `id` is an object, or of a message that was read, where it is a text with `id_type`. More than these are in no
 * message that people write.
 */
export function readMentioned(message: JsonObject, botOpenId: string): readonly Mentioned[] {
  return readObjects(message, 'mentions')
    .slice(0, 500)
    .map((mention): Mentioned => {
      const openId = openIdOf(mention);
      const type = readText(mention, 'mentioned_type');
      const isBot = type === 'bot' || type === 'app' || (type === null && openId === botOpenId);
      return {
        key: readText(mention, 'key') ?? '',
        openId,
        name: readText(mention, 'name') ?? undefined,
        kind: isBot ? 'bot' : 'user',
      };
    });
}

function openIdOf(mention: JsonObject): string | undefined {
  if (isObject(mention.id)) return readText(mention.id, 'open_id') ?? undefined;
  const type = readText(mention, 'id_type');
  return type === null || type === 'open_id' ? (readText(mention, 'id') ?? undefined) : undefined;
}

/** What the placeholder of everybody is. */
export const everybodyKeys: ReadonlySet<string> = new Set(['@_all', 'all', '@all']);

/** People with their ids, each once; everybody and those without an id are left out. */
export function toMentions(mentioned: readonly Mentioned[]): readonly Mention[] {
  const byId = new Map<string, Mention>();
  for (const { key, openId, name, kind } of mentioned)
    if (openId !== undefined && openId !== 'all' && !everybodyKeys.has(key) && !byId.has(openId))
      byId.set(openId, { openId, name: name ?? openId, kind });
  return [...byId.values()];
}
