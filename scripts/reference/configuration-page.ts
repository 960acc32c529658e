import { configSpec } from '../../src/config/connector-spec.ts';
import type { Language } from '../../src/model/message.ts';
import {
  isObject,
  type JsonObject,
  readArray,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../src/util/json.ts';
import { example, type PageTexts, pageTexts } from './configuration-texts.ts';
import { linkToOther } from './languages.ts';

interface Setting {
  readonly path: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

function settingsOf(schema: JsonObject, prefix: string): Setting[] {
  const required = readTexts(schema, 'required');
  return Object.entries(readObject(schema, 'properties')).flatMap(([name, child]) => {
    if (!isObject(child)) return [];
    const path = `${prefix}${name}`;
    return [{ path, schema: child, isRequired: required.includes(name) }, ...below(child, path)];
  });
}

/** A setting that several kinds have stands there once; the constant that tells them apart becomes a choice. */
function mergeKinds(settings: readonly Setting[]): Setting[] {
  return [...Map.groupBy(settings, ({ path }) => path).values()].flatMap((same) => {
    const [first] = same;
    const constants = same.flatMap(({ schema }) => readText(schema, 'const') ?? []);
    if (first === undefined) return [];
    return [constants.length > 1 ? { ...first, schema: { ...first.schema, enum: constants } } : first];
  });
}

function below(schema: JsonObject, path: string): Setting[] {
  const { items } = schema;
  const kinds = mergeKinds(readObjects(schema, 'oneOf').flatMap((kind) => settingsOf(kind, `${path}.`)));
  return [...settingsOf(schema, `${path}.`), ...kinds, ...(isObject(items) ? settingsOf(items, `${path}[].`) : [])];
}

function valueText(schema: JsonObject, { values }: PageTexts): string {
  const choices = readTexts(schema, 'enum');
  if (choices.length > 6) return values.oneOf(`${choices.slice(0, 2).join(values.comma)}${values.comma}…`);
  if (choices.length > 0) return choices.map((choice) => `\`${choice}\``).join(values.comma);
  const constant = readText(schema, 'const');
  if (constant !== null) return `\`${constant}\``;
  if (readArray(schema, 'oneOf').length > 0) return values.types.object;
  const name = readText(schema, 'format') ?? readText(schema, 'type') ?? '';
  return Object.entries(values.types).find(([type]) => type === name)?.[1] ?? name;
}

function rowOf({ path, schema, isRequired }: Setting, texts: PageTexts): string {
  const preset = 'default' in schema ? `\`${JSON.stringify(schema.default)}\`` : isRequired ? texts.required : '';
  const kinds = readObjects(schema, 'oneOf').map((option) =>
    texts.kind(readText(option, 'title') ?? '', readText(option, 'description') ?? ''),
  );
  const meaning = [
    readText(schema, 'description') ?? readText(schema, 'title') ?? '',
    ...kinds,
    ...(schema.airbyte_secret === true ? [texts.secret] : []),
  ].join(texts.blank);
  return `| \`${path}\` | ${valueText(schema, texts)} | ${preset} | ${meaning} |`;
}

function table(schema: JsonObject, prefix: string, texts: PageTexts): string[] {
  const rows = settingsOf(schema, prefix).map((setting) => rowOf(setting, texts));
  return [texts.head, '| --- | --- | --- | --- |', ...rows, ''];
}

/** Kinds that are chosen by `type` have a table each. */
function section(part: JsonObject, name: string, texts: PageTexts): string[] {
  const kinds = readObjects(part, 'oneOf').flatMap((kind) => [
    `### ${readText(kind, 'title')}`,
    '',
    readText(kind, 'description') ?? '',
    '',
    ...table(kind, `${name}.`, texts),
  ]);
  const own = kinds.length > 0 ? kinds : table(part, `${name}.`, texts);
  return [`## \`${name}\``, '', readText(part, 'description') ?? '', '', ...own];
}

/** `docs/reference/configuration.md`: every setting, from the schema itself. */
export function renderConfigurationPage(language: Language): string {
  const texts = pageTexts[language];
  const parts = readObject(configSpec(language), 'properties');
  const sections = Object.keys(parts).flatMap((name) => section(readObject(parts, name), name, texts));
  return [
    texts.title,
    '',
    linkToOther('configuration', language),
    '',
    ...texts.about,
    '',
    ...example,
    '',
    ...texts.notes,
    '',
    ...sections,
    texts.end,
    '',
  ].join('\n');
}
