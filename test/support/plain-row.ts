import type { Row } from '../../src/model/stream.ts';
import { isObject, type JsonObject, parseJson } from '../../src/util/json.ts';

/** The row as JSON shows it: unparsed texts parsed. */
export function plainRow(row: Row): JsonObject {
  const plain = parseJson(JSON.stringify(row));
  return isObject(plain) ? plain : {};
}
