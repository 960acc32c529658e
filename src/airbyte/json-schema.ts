import type { Column, Stream } from '../model/stream.ts';
import type { JsonObject } from '../util/json.ts';
import { storableText } from '../util/storable-text.ts';

/**
 * Column types in the words of Airbyte's catalogue
 * (docs.airbyte.com, Understanding Airbyte, Supported data types). Nothing is required and unknown keys are allowed.
 */
export function toJsonSchema({ columns }: Stream): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: Object.fromEntries(columns.map((column) => [column.name, toProperty(column)])),
  };
}

function toProperty(column: Column): JsonObject {
  const { title, description } = column;
  const titled = title === undefined ? {} : { title: storableText(title) };
  return { ...toType(column), ...titled, description: storableText(description.en) };
}

function toType(column: Column): JsonObject {
  switch (column.type) {
    case 'timestamp':
      return { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
    case 'date':
      return { type: ['null', 'string'], format: 'date' };
    case 'json':
      return toJsonType(column);
    default:
      return { type: ['null', column.type] };
  }
}

/** JSON that may be anything goes as text: a union of types is what destinations understand least. */
function toJsonType({ shape }: Column): JsonObject {
  if (shape === 'object') return { type: ['null', 'object'], additionalProperties: true };
  if (shape === 'array') return { type: ['null', 'array'], items: {} };
  return { type: ['null', 'string'], contentMediaType: 'application/json' };
}

/** True for columns whose JSON is sent as text. */
export function isJsonAsText({ type, shape }: Column): boolean {
  return type === 'json' && shape === undefined;
}
