import { isSettings, type Settings, settingsAt, textsAt } from './setting-fields.ts';

type Language = 'en' | 'zh';

/** A value that a request takes beside its body. */
export interface ApiParameter {
  readonly name: string;
  readonly place: 'path' | 'query' | 'header';
  readonly isRequired: boolean;
  readonly description: string | undefined;
  readonly schema: Settings;
}

/** What a route answers with a status. */
export interface ApiAnswer {
  readonly status: string;
  /** Such as `text/event-stream`; undefined: there is no body. */
  readonly media: string | undefined;
  readonly schema: Settings | undefined;
}

/** One route of the API. */
export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | undefined;
  /** What one must be allowed to do; `public`: nobody need be signed in. */
  readonly action: string;
  readonly parameters: readonly ApiParameter[];
  readonly body: Settings | undefined;
  readonly answers: readonly ApiAnswer[];
}

const textAt = (from: Settings, key: string): string => (typeof from[key] === 'string' ? from[key] : '');
const objectsIn = (from: Settings, key: string): readonly Settings[] => {
  const value = from[key];
  return Array.isArray(value) ? value.filter(isSettings) : [];
};

/** What the document says of a thing: beside the English, as OpenAPI has it, stands the Chinese. */
function saidOf(thing: Settings, language: Language): string | undefined {
  const said = textAt(thing, language === 'en' ? 'description' : 'x-description-zh');
  return said === '' ? undefined : said;
}

/** The routes of an OpenAPI document, as they stand in it. */
export function operationsOf(document: Settings, language: Language): readonly ApiOperation[] {
  return Object.entries(settingsAt(document, 'paths')).flatMap(([path, methods]) =>
    Object.entries(isSettings(methods) ? methods : {}).flatMap(([method, operation]) =>
      isSettings(operation) ? [operationOf(language, method, path, operation)] : [],
    ),
  );
}

function operationOf(language: Language, method: string, path: string, operation: Settings): ApiOperation {
  return {
    id: textAt(operation, 'operationId'),
    method: method.toUpperCase(),
    path,
    tag: textsAt(operation, 'tags')[0] ?? '',
    summary: textAt(operation, 'summary'),
    description: saidOf(operation, language),
    action: textAt(operation, 'x-larkstream-action'),
    parameters: objectsIn(operation, 'parameters').map((parameter) => parameterOf(parameter, language)),
    body: schemaOf(settingsAt(operation, 'requestBody'))?.schema,
    answers: Object.entries(settingsAt(operation, 'responses'))
      .filter(([status]) => status !== 'default')
      .map(([status, answer]) => answerOf(status, isSettings(answer) ? answer : {})),
  };
}

function parameterOf(parameter: Settings, language: Language): ApiParameter {
  const schema = settingsAt(parameter, 'schema');
  const place = textAt(parameter, 'in');
  return {
    name: textAt(parameter, 'name'),
    place: place === 'path' || place === 'header' ? place : 'query',
    isRequired: parameter.required === true,
    description: saidOf(parameter, language) ?? saidOf(schema, language),
    schema,
  };
}

function schemaOf(body: Settings): { readonly media: string; readonly schema: Settings } | undefined {
  const [media, content] = Object.entries(settingsAt(body, 'content'))[0] ?? [];
  return media === undefined ? undefined : { media, schema: settingsAt(content, 'schema') };
}

function answerOf(status: string, answer: Settings): ApiAnswer {
  const { media, schema } = schemaOf(answer) ?? {};
  return { status, media, schema };
}

const refPrefix = '#/components/schemas/';

/** The name that a schema refers to, such as `Pipeline`. */
function nameOfSchema(schema: Settings): string | undefined {
  const { $ref } = schema;
  return typeof $ref === 'string' && $ref.startsWith(refPrefix) ? $ref.slice(refPrefix.length) : undefined;
}

/** The schema itself, where it only names one of the document. */
export function resolved(document: Settings, schema: Settings): Settings {
  const name = nameOfSchema(schema);
  return name === undefined ? schema : settingsAt(settingsAt(settingsAt(document, 'components'), 'schemas'), name);
}

/** The forms of a schema that has several. */
export function formsOf(schema: Settings): readonly Settings[] {
  return [...objectsIn(schema, 'oneOf'), ...objectsIn(schema, 'anyOf')];
}

/** What a schema lets through, in a few words: `string`, `Pipeline[]`, `viewer | operator`. */
export function typeOf(schema: Settings): string {
  const name = nameOfSchema(schema);
  if (name !== undefined) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  const forms = [...formsOf(schema), ...objectsIn(schema, 'allOf')];
  if (forms.length > 0) return [...new Set(forms.map(typeOf))].join(' | ');
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [textAt(schema, 'type') || 'any'];
  return types.map((type) => (type === 'array' ? `${typeOf(settingsAt(schema, 'items'))}[]` : type)).join(' | ');
}

/** A field of an object, of whichever depth. */
export interface ApiField {
  /** From the object down: `settings.kind`. */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | undefined;
  readonly usual: unknown;
}

const maxDepth = 3;

/** The fields of a schema, those of objects in it behind them. */
export function fieldsIn(document: Settings, schema: Settings, language: Language, depth = 0): readonly ApiField[] {
  const own = resolved(document, schema);
  if (own.type === 'array') return fieldsIn(document, settingsAt(own, 'items'), language, depth);
  const required = textsAt(own, 'required');
  return Object.entries(settingsAt(own, 'properties')).flatMap(([name, field]) => {
    if (!isSettings(field)) return [];
    const target = resolved(document, field);
    const mine = {
      path: name,
      type: typeOf(field),
      isRequired: required.includes(name),
      description: saidOf(field, language) ?? saidOf(target, language),
      usual: field.default,
    };
    if (depth + 1 >= maxDepth) return [mine];
    const deeper = fieldsIn(document, target, language, depth + 1).map((each) => ({
      ...each,
      path: `${name}.${each.path}`,
    }));
    return [mine, ...deeper];
  });
}
