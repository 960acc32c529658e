import { configSpec } from '../../src/config/connector-spec.ts';
import {
  isObject,
  type JsonObject,
  readArray,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../src/util/json.ts';

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

function valueText(schema: JsonObject): string {
  const choices = readTexts(schema, 'enum');
  if (choices.length > 6) return `one of ${choices.slice(0, 2).join(', ')}, …`;
  if (choices.length > 0) return choices.map((choice) => `\`${choice}\``).join(', ');
  const constant = readText(schema, 'const');
  if (constant !== null) return `\`${constant}\``;
  if (readArray(schema, 'oneOf').length > 0) return 'group';
  const format = readText(schema, 'format');
  if (format !== null) return format === 'uri' ? 'address' : format;
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'whole number',
    boolean: 'true or false',
    array: 'list',
    object: 'group',
  };
  const type = readText(schema, 'type') ?? '';
  return names[type] ?? type;
}

function rowOf({ path, schema, isRequired }: Setting): string {
  const preset = 'default' in schema ? `\`${JSON.stringify(schema.default)}\`` : isRequired ? '*required*' : '';
  const secret = schema.airbyte_secret === true ? ' **Secret.**' : '';
  const kinds = readObjects(schema, 'oneOf').map(
    (option) => `${readText(option, 'title')}: ${readText(option, 'description')}`,
  );
  const text = [readText(schema, 'description') ?? readText(schema, 'title') ?? '', ...kinds].join(' ');
  return `| \`${path}\` | ${valueText(schema)} | ${preset} | ${text}${secret} |`;
}

function table(schema: JsonObject, prefix: string): string[] {
  const rows = settingsOf(schema, prefix).map(rowOf);
  return ['| setting | value | default | meaning |', '| --- | --- | --- | --- |', ...rows, ''];
}

/** Kinds that are chosen by `type` have a table each. */
function section(part: JsonObject, name: string): string[] {
  const kinds = readObjects(part, 'oneOf').flatMap((kind) => [
    `### ${readText(kind, 'title')}`,
    '',
    readText(kind, 'description') ?? '',
    '',
    ...table(kind, `${name}.`),
  ]);
  const own = kinds.length > 0 ? kinds : table(part, `${name}.`);
  return [`## \`${name}\``, '', readText(part, 'description') ?? '', '', ...own];
}

/** `docs/reference/configuration.md`: every setting, from the schema itself. */
export function renderConfigurationPage(): string {
  const spec = configSpec();
  const parts = readObject(spec, 'properties');
  const sections = Object.keys(parts).flatMap((name) => section(readObject(parts, name), name));
  return [
    '# Configuration',
    '',
    'A configuration file holds one source, one destination and, if wanted, a choice of streams. `larkstream init` writes a',
    'commented one. YAML and JSON are both read; `larkstream.yaml`, `larkstream.yml` or `larkstream.json` in the working',
    'directory is used when no file is named.',
    '',
    '```yaml',
    'source:',
    '  region: feishu',
    '  credentials:',
    '    auth_type: custom_app',
    '    app_id: cli_a1b2c3d4e5f6',
    `    app_secret: \${LARK_APP_SECRET}`,
    '  modules:',
    '    approval: { approval_codes: [7C468A54-8745-2245-9675-08B7C63E7A85], start_date: 2026-01-01 }',
    '    base: { tables: [{ url: "https://example.feishu.cn/base/bascnCMII2ORej2RItqpZZUNMIe" }] }',
    '    attendance: { start_date: 2026-01-01 }',
    '    contact: {}',
    'destination:',
    '  type: duckdb',
    '  path: larkstream.duckdb',
    'streams:',
    '  include: ["approval_*", contact_users, base_records]',
    '  mode: { base_records: overwrite }',
    '```',
    '',
    '- **Variables.** `$' +
      '{NAME}` in any text is replaced by the environment variable; one that is not set or empty is an error.',
    '  `$${` stands for `${` itself. Keep secrets in the environment: they never appear in messages, logs or state.',
    '  In an address (`postgres://…`, `https://…`) a value is encoded for its place: write a password as it is.',
    '- **Blanks.** White space and characters without a width around a text are taken away. Quotation marks, blanks and full-width',
    '  characters in a credential or an id are refused by name.',
    '- **Problems** are all reported at once, one line each, with the line in the file.',
    '- **Empty values** count as absent; an empty module is switched on with its defaults.',
    "- **Relative paths** count from the configuration file's folder.",
    '- **Write modes.** An exact stream name wins over a pattern, a longer pattern over a shorter one.',
    '',
    ...sections,
    '`larkstream spec` prints the JSON Schema (draft-7) of `source`, `larkstream spec --file` that of the whole file.',
    '',
  ].join('\n');
}
