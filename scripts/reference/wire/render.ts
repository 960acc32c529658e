import { z } from 'zod';
import type { Language } from '../../../src/model/message.ts';
import {
  isObject,
  type JsonObject,
  parseJson,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../../src/util/json.ts';
import { lineSchemas } from './lines.ts';

const words = {
  en: {
    head: '| key | value | meaning |',
    optional: ', may be absent',
    shape: (name: string) => `[${name}](#shape-${name.replaceAll(' ', '-')})`,
    shapes: '### Shapes that several lines share',
    listOf: (item: string) => `list of ${item}`,
    byName: (item: string) => `name → ${item}`,
    or: ' or ',
    types: {
      string: 'text',
      number: 'number',
      integer: 'whole number',
      boolean: '`true` or `false`',
      null: '`null`',
      object: 'object',
      any: 'any value',
      instant: 'RFC 3339',
    },
  },
  zh: {
    head: '| 键 | 值 | 含义 |',
    optional: '，可能没有',
    shape: (name: string) => `[${name}](#shape-${name.replaceAll(' ', '-')})`,
    shapes: '### 多种行共用的结构',
    listOf: (item: string) => `列表：${item}`,
    byName: (item: string) => `名称 → ${item}`,
    or: ' 或 ',
    types: {
      string: '文本',
      number: '数字',
      integer: '整数',
      boolean: '`true` 或 `false`',
      null: '`null`',
      object: '对象',
      any: '任意值',
      instant: 'RFC 3339',
    },
  },
} as const;

type Shapes = Map<string, JsonObject>;

function toJson(schema: z.ZodType): JsonObject {
  const json = parseJson(
    JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'output', unrepresentable: 'any' })),
  );
  return isObject(json) ? json : {};
}

/** What may stand there, in a few words. */
function describeValue(schema: JsonObject, language: Language): string {
  const { types, listOf, byName, shape, or } = words[language];
  const reference = referenceOf(schema);
  if (reference !== undefined) return shape(reference);
  const choices = [...readObjects(schema, 'anyOf'), ...readObjects(schema, 'oneOf')];
  if (choices.length > 0) return choices.map((choice) => describeValue(choice, language)).join(or);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => `\`${String(value)}\``).join(language === 'zh' ? '、' : ', ');
  if (schema.type === 'array') return listOf(describeValue(readObject(schema, 'items'), language));
  if (isObject(schema.additionalProperties)) return byName(describeValue(schema.additionalProperties, language));
  if (schema.format === 'date-time') return types.instant;
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
    case 'object':
      return types[schema.type];
    default:
      return schema.en === undefined ? types.any : types.object;
  }
}

function referenceOf(schema: JsonObject): string | undefined {
  const all = readObjects(schema, 'allOf');
  const text = readText(schema, '$ref') ?? all.map((one) => readText(one, '$ref')).find((one) => one !== null);
  return text?.replace('#/definitions/', '');
}

/** The keys of an object, those of objects below it with their path: `streams[].rows`. */
function rowsOf(schema: JsonObject, path: string, language: Language): string[] {
  const required = readTexts(schema, 'required');
  return Object.entries(readObject(schema, 'properties')).flatMap(([key, value]) => {
    if (!isObject(value) || key === 'event') return [];
    const name = `${path}${key}`;
    const meaning = readText(value, language) ?? '';
    const optional = required.includes(key) ? '' : words[language].optional;
    return [
      `| \`${name}\` | ${describeValue(value, language)}${optional} | ${meaning} |`,
      ...below(value, name, language),
    ];
  });
}

function below(schema: JsonObject, name: string, language: Language): string[] {
  if (referenceOf(schema) !== undefined) return [];
  const [object = schema] = readObjects(schema, 'anyOf').filter(({ type }) => type === 'object');
  if (object.properties !== undefined) return rowsOf(object, `${name}.`, language);
  return object.type === 'array' ? below(readObject(object, 'items'), `${name}[]`, language) : [];
}

function sentence(text: string, language: Language): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${language === 'zh' ? '。' : '.'}`;
}

const table = (rows: readonly string[], language: Language): string[] =>
  rows.length === 0 ? [] : [words[language].head, '| --- | --- | --- |', ...rows, ''];

/** The part of the page of the command line that documents the lines of `--json`. */
export function renderLines(language: Language): string[] {
  const shapes: Shapes = new Map();
  const sections = [...lineSchemas].flatMap(([name, schema]) => {
    const json = toJson(schema);
    for (const [id, shape] of Object.entries(readObject(json, 'definitions')))
      if (isObject(shape)) shapes.set(id, shape);
    return [
      `### \`${name}\``,
      '',
      sentence(readText(json, language) ?? '', language),
      '',
      ...table(rowsOf(json, '', language), language),
    ];
  });
  const shared = [...shapes].flatMap(([id, shape]) => [
    `<a id="shape-${id.replaceAll(' ', '-')}"></a>`,
    '',
    `#### ${readText(shape, language) ?? id}`,
    '',
    ...table(rowsOf(shape, '', language), language),
  ]);
  return [...sections, words[language].shapes, '', ...shared];
}
