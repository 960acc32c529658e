import { apiDocument } from '../../src/http/api/api-document.ts';
import { allRoutes } from '../../src/http/api/routes/all-routes.ts';
import { isObject } from '../../src/util/json.ts';

/** What of JSON Schema the document of the API uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly 'x-larkstream-kind': string;
}

interface ApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const isDocument = (value: object): value is ApiDocument =>
  isObject(value) && 'paths' in value && 'components' in value;

const head = '// Made from the OpenAPI document of the service by `npm run docs`; not to be changed by hand.\n';

/** The types of `larkstream/client`, by path: what each route takes and answers. */
export function renderClientTypes(): Map<string, string> {
  const made = apiDocument(allRoutes, { root: '', version: '0.0.0', publicUrl: 'http://127.0.0.1', cookieName: '' });
  if (!isDocument(made)) throw new Error('The document of the API has no paths');
  return new Map([
    ['src/client/contract/schemas.ts', renderSchemas(made)],
    ['src/client/contract/operations.ts', renderOperations(made)],
  ]);
}

function renderSchemas({ components }: ApiDocument): string {
  const members = Object.entries(components.schemas).map(
    ([name, schema]) => `${comment(schema.description, '  ')}  readonly ${name}: ${typeOf(schema, '  ')};\n`,
  );
  const about =
    '/** What the API of the service takes and answers, by the names of its document. Times are texts in RFC 3339, UTC. */\n';
  return `${head}\n${about}export interface ApiSchemas {\n${members.join('')}}\n`;
}

function renderOperations({ paths }: ApiDocument): string {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  const isStream = ({ operation }: (typeof all)[number]): boolean => mediaOf(operation) === 'text/event-stream';
  const calls = all.filter((one) => !isStream(one)).map(({ name, operation }) => member(name, operation, 'answer'));
  const streams = all.filter(isStream).map(({ name, operation }) => member(name, operation, 'data'));
  return [
    head,
    "import type { ApiSchemas } from './schemas.ts';\n",
    '/** Each route of the API: what it is asked with, and what it answers. */',
    `export interface ApiOperations {\n${calls.join('')}}\n`,
    '/** Each route that answers with events: what it is asked with, and what each event holds. */',
    `export interface ApiStreams {\n${streams.join('')}}\n`,
  ].join('\n');
}

function member(name: string, operation: Operation, answers: 'answer' | 'data'): string {
  const asked = askedOf(operation);
  const said = [operation.summary, operation.description].filter((text) => text !== undefined).join('. ');
  return (
    `${comment(said, '  ')}  readonly '${name}': {\n` +
    `    readonly asked: ${asked.length === 0 ? 'object' : `{\n${asked.map((line) => `      ${line}\n`).join('')}    }`};\n` +
    `    readonly ${answers}: ${answerOf(operation)};\n  };\n`
  );
}

function askedOf({ parameters = [], requestBody, 'x-larkstream-kind': kind }: Operation): string[] {
  const body = requestBody?.content['application/json']?.schema;
  return [
    ...group(parameters, 'path', 'params'),
    ...group(parameters, 'query', 'query'),
    ...(body === undefined
      ? []
      : [`readonly body${requestBody?.required === true ? '' : '?'}: ${typeOf(body, '      ')};`]),
    ...(kind === 'change' || kind === 'delete' ? ['/** That of what was read. */', 'readonly version: number;'] : []),
    ...(kind === 'create' ? ['/** Idempotency-Key: random unless it is given. */', 'readonly key?: string;'] : []),
  ];
}

function group(parameters: readonly Parameter[], place: Parameter['in'], name: string): string[] {
  const own = parameters.filter((one) => one.in === place);
  if (own.length === 0) return [];
  const isNeeded = own.some(({ required }) => required === true);
  const fields = own.map(
    (one) => `readonly ${one.name}${one.required === true ? '' : '?'}: ${typeOf(one.schema, '      ')}`,
  );
  return [`readonly ${name}${isNeeded ? '' : '?'}: { ${fields.join('; ')} };`];
}

function goodContent({ responses }: Operation): Content | undefined {
  return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content;
}

function mediaOf(operation: Operation): string | undefined {
  return Object.keys(goodContent(operation) ?? {})[0];
}

function answerOf(operation: Operation): string {
  const [media, content] = Object.entries(goodContent(operation) ?? {})[0] ?? [];
  if (media === undefined || content === undefined) return 'undefined';
  return media.startsWith('application/json') || media === 'text/event-stream'
    ? typeOf(content.schema, '    ')
    : 'string';
}

const words: Readonly<Record<string, string>> = {
  integer: 'number',
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  null: 'null',
};

function typeOf(schema: Schema, indent: string): string {
  const { $ref, enum: values, anyOf, oneOf, allOf, type } = schema;
  if ($ref !== undefined) return `ApiSchemas['${$ref.split('/').at(-1) ?? ''}']`;
  if (values !== undefined)
    return values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' | ');
  const several = anyOf ?? oneOf;
  if (several !== undefined) return several.map((one) => typeOf(one, indent)).join(' | ');
  if (allOf !== undefined) return allOf.map((one) => typeOf(one, indent)).join(' & ');
  if (type === undefined) return 'unknown';
  const types = typeof type === 'string' ? [type] : type;
  return types
    .map((one) => words[one] ?? (one === 'array' ? listOf(schema, indent) : objectOf(schema, indent)))
    .join(' | ');
}

function listOf({ items = {} }: Schema, indent: string): string {
  return `readonly (${typeOf(items, indent)})[]`.replace(/\(([\w']+(?:\['\w+'\])?)\)/, '$1');
}

function objectOf({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (properties === undefined) {
    const each = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown';
    return `Readonly<Record<string, ${each}>>`;
  }
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `${comment(schema.description, inner)}${inner}readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema, inner)};\n`,
  );
  return fields.length === 0 ? 'object' : `{\n${fields.join('')}${indent}}`;
}

function comment(text: string | undefined, indent: string): string {
  return text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '')} */\n`;
}
