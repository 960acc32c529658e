import { z } from 'zod';
import { BugError } from '../model/errors.ts';
import type { Language } from '../model/message.ts';
import { isObject, type JsonObject, type JsonValue, parseJson, readObject, readTexts } from '../util/json.ts';
import { configSchema } from './config-schema.ts';
import type { RegionName } from './settings.ts';
import { sourceSchema } from './source-schema.ts';

/**
 * Keys that say nothing to a form, or that Airbyte's acceptance tests forbid: `additionalProperties` must be true if it is
 * there at all, and whole numbers would carry the limits of a double.
 */
function trim(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  delete jsonSchema.additionalProperties;
  delete jsonSchema.propertyNames;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'uri') delete jsonSchema.pattern;
  if (Array.isArray(jsonSchema.oneOf)) jsonSchema.type = 'object';
}

/** What the meta of a setting says in the language, in place of the words of both: see `described.ts`. */
function speak(jsonSchema: z.core.JSONSchema.BaseSchema, language: Language): void {
  const { zh } = jsonSchema;
  delete jsonSchema.zh;
  if (language === 'zh') Object.assign(jsonSchema, zh);
}

function toJsonSchema(schema: z.ZodType, language: Language): JsonObject {
  const override = ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
    trim(jsonSchema);
    speak(jsonSchema, language);
  };
  const json: JsonValue = parseJson(
    JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input', override })),
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

/**
 * JSON Schema (draft-7) of a source in English or Chinese, with the annotations that forms use: `title`, `order`, `airbyte_secret`.
 *
 * @example
 * ```ts
 * import { sourceSpec } from 'larkstream';
 *
 * console.log(sourceSpec('zh').title); // Lark 或飞书
 * ```
 */
export function sourceSpec(language: Language = 'en'): JsonObject {
  return toJsonSchema(sourceSchema, language);
}

/**
 * The same, in English, for the connector of one region, which therefore is no setting, with its settings in groups.
 *
 * @example
 * ```ts
 * import { connectorSpec } from 'larkstream';
 *
 * console.log(connectorSpec('lark').title); // Lark Source
 * ```
 */
export function connectorSpec(region: RegionName): JsonObject {
  const schema = sourceSpec();
  const { region: _, ...properties } = readObject(schema, 'properties');
  const required = readTexts(schema, 'required').filter((name) => name !== 'region');
  return { ...schema, title: `${names[region]} Source`, groups, required, properties };
}

/**
 * JSON Schema (draft-7) of a whole configuration file, in English or Chinese.
 *
 * @example
 * ```ts
 * import { configSpec } from 'larkstream';
 *
 * console.log(Object.keys(configSpec()).includes('properties')); // true
 * ```
 */
export function configSpec(language: Language = 'en'): JsonObject {
  return toJsonSchema(configSchema, language);
}
