import type { ColumnType } from '../../src/model/stream.ts';
import type { JsonValue } from '../../src/util/json.ts';

/** A database's text of a value as the value, the same for all databases. */
export function canonical(type: ColumnType, text: string | null): JsonValue {
  if (text === null) return null;
  switch (type) {
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true' || text === 't';
    case 'json':
      return JSON.parse(text);
    case 'timestamp':
      return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
    default:
      return text;
  }
}
