import { z } from 'zod';
import { BugError } from '../model/errors.ts';
import { isObject, type JsonObject, type JsonValue, parseJson, readObject, readTexts } from '../util/json.ts';
import { configSchema } from './config-schema.ts';
import type { RegionName } from './settings.ts';
import { sourceSchema } from './source-schema.ts';

/**
 * Keys that say nothing to a form, or that Airbyte's acceptance tests forbid: `additionalProperties` must be true if it is
 * there at all, and whole numbers would carry the limits of a double.
 */
function trim({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.additionalProperties;
  delete jsonSchema.propertyNames;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'uri') delete jsonSchema.pattern;
  if (Array.isArray(jsonSchema.oneOf)) jsonSchema.type = 'object';
}

function toJsonSchema(schema: z.ZodType): JsonObject {
  const json: JsonValue = parseJson(
    JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input', override: trim })),
  );
  if (isObject(json)) return json;
  throw new BugError({
    code: 'internal.unexpected',
    message: { en: 'The specification is not an object', zh: '配置规范不是对象' },
  });
}

const names: { readonly [region in RegionName]: string } = { feishu: 'Feishu', lark: 'Lark' };

/** Parts of the form; a form shows only top-level settings in groups. */
const groups = [
  { id: 'account', title: 'Account' },
  { id: 'data', title: 'Data' },
  { id: 'limits', title: 'Limits' },
];

/** JSON Schema (draft-7) of a source, with the annotations that forms use: `title`, `order`, `airbyte_secret`. */
export function sourceSpec(): JsonObject {
  return toJsonSchema(sourceSchema);
}

/** The same for the connector of one region, which therefore is no setting, with its settings in groups. */
export function connectorSpec(region: RegionName): JsonObject {
  const schema = sourceSpec();
  const { region: _, ...properties } = readObject(schema, 'properties');
  const required = readTexts(schema, 'required').filter((name) => name !== 'region');
  return { ...schema, title: `${names[region]} Source`, groups, required, properties };
}

/** JSON Schema (draft-7) of a whole configuration file. */
export function configSpec(): JsonObject {
  return toJsonSchema(configSchema);
}
