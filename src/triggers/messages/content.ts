import { isDeeperThan } from '../../util/is-deeper-than.ts';
import { isObject, type JsonObject, type JsonValue, tryParseJson } from '../../util/json.ts';

/** Twice what the platform takes (150 KB), in characters. */
const mostCharacters = 300_000;
/** Posts have five levels, cards perhaps twenty; what is deeper would only be there to break what reads it. */
const mostLevels = 60;

/**
 * The content of a message: JSON in a text. Of a forward it is a bare sentence (`im-v1/message/forward-thread.md`), and whatever else is no object
 * of JSON stands under `text` too.
 */
export function parseContent(raw: JsonValue | undefined): JsonObject {
  if (isObject(raw)) return isDeeperThan(mostLevels, raw) ? {} : raw;
  if (typeof raw !== 'string' || raw === '') return {};
  if (raw.length > mostCharacters) return { text: raw.slice(0, mostCharacters).toWellFormed() };
  const parsed = tryParseJson(raw);
  if (isObject(parsed)) return isDeeperThan(mostLevels, parsed) ? {} : parsed;
  return { text: typeof parsed === 'string' ? parsed : raw };
}
