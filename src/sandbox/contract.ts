import { readFileSync } from 'node:fs';
import { isObject, type JsonObject, parseJson, readNumber, readObject, readObjects, readText } from '../util/json.ts';

/** A parameter or a field of an answer, as the platform's page documents it. */
export interface ContractField {
  readonly name: string;
  /** As written on the page: `string`, `int`, `user[]`, `map<string, union>`, `-`. */
  readonly type: string;
  readonly required: boolean;
  readonly values: readonly string[];
  readonly min: number | null;
  readonly max: number | null;
  /** Least and greatest number of characters or elements. */
  readonly length: readonly [number, number] | null;
  readonly defaultText: string | null;
  /** Without one of these the field is left out of the answer; empty: always there. */
  readonly fieldScopes: readonly string[];
  readonly fields: readonly ContractField[];
}

/**
 * What the documentation says of an endpoint. A limit of null is none; the scopes in `fieldScopes` open fields, not the
 * call.
 */
export interface ContractEndpoint {
  readonly method: string;
  readonly path: string;
  readonly perSecond: number | null;
  readonly perMinute: number | null;
  readonly scopesAnyOf: readonly string[];
  readonly fieldScopes: readonly string[];
  readonly query: readonly ContractField[];
  readonly body: readonly ContractField[];
  readonly response: readonly ContractField[];
  /** Documented refusals: code → HTTP status. */
  readonly errors: ReadonlyMap<number, number>;
}

let loaded: ReadonlyMap<string, ContractEndpoint> | undefined;

/** Every endpoint of the contract by `METHOD path`; the file is read at the first call. */
export function contractEndpoints(): ReadonlyMap<string, ContractEndpoint> {
  loaded ??= readEndpoints();
  return loaded;
}

/** Scopes that open traffic of messages, which no call asks for (im-v1/message/events/receive). */
const receivingScopes = [
  'im:message.group_at_msg.include_bot:readonly',
  'im:message.group_at_msg:readonly',
  'im:message.group_msg',
  'im:message.p2p_msg:readonly',
];

/** Every scope that some endpoint or field of the contract asks for, and those of messages that come. */
export function contractScopes(): readonly string[] {
  const scopes = new Set<string>(receivingScopes);
  const addAll = (fields: readonly ContractField[]): void => {
    for (const field of fields) {
      for (const scope of field.fieldScopes) scopes.add(scope);
      addAll(field.fields);
    }
  };
  for (const endpoint of contractEndpoints().values()) {
    for (const scope of [...endpoint.scopesAnyOf, ...endpoint.fieldScopes]) scopes.add(scope);
    addAll(endpoint.response);
  }
  return [...scopes].sort();
}

function readEndpoints(): ReadonlyMap<string, ContractEndpoint> {
  const content = parseJson(readFileSync(new URL('../../contract/endpoints.json', import.meta.url), 'utf8'));
  const endpoints = new Map<string, ContractEndpoint>();
  for (const entry of Array.isArray(content) ? content.filter(isObject) : []) {
    const endpoint = readEndpoint(entry);
    endpoints.set(`${endpoint.method} ${endpoint.path}`, endpoint);
  }
  return endpoints;
}

function readEndpoint(entry: JsonObject): ContractEndpoint {
  const limit = readObject(entry, 'rate_limit');
  return {
    method: readText(entry, 'method') ?? '',
    path: readText(entry, 'path') ?? '',
    perSecond: readNumber(limit, 'per_second'),
    perMinute: readNumber(limit, 'per_minute'),
    scopesAnyOf: texts(entry, 'scopes_any_of'),
    fieldScopes: texts(entry, 'field_scopes'),
    query: readFields(entry, 'query'),
    body: readFields(entry, 'body'),
    response: nested(readFields(entry, 'response')),
    errors: new Map(
      readObjects(entry, 'errors').map((error) => [readNumber(error, 'code') ?? 0, readNumber(error, 'http') ?? 400]),
    ),
  };
}

function readFields(from: JsonObject, key: string): readonly ContractField[] {
  return readObjects(from, key).map((field) => {
    const [min, max] = Array.isArray(field.length) ? field.length : [];
    return {
      name: readText(field, 'name') ?? '',
      type: readText(field, 'type') ?? '-',
      required: field.required === true,
      values: texts(field, 'enum'),
      min: readNumber(field, 'min'),
      max: readNumber(field, 'max'),
      length: typeof min === 'number' && typeof max === 'number' ? [min, max] : null,
      defaultText: readText(field, 'default'),
      fieldScopes: texts(field, 'field_scopes_any_of'),
      fields: readFields(field, 'fields'),
    };
  });
}

/** Older pages draw nesting with a corner sign before the name (bot/v3/info): such fields belong to the one before. */
function nested(fields: readonly ContractField[]): readonly ContractField[] {
  const roots: ContractField[] = [];
  for (const field of fields) {
    const owner = roots.at(-1);
    if (!field.name.startsWith('∟') || owner === undefined) {
      roots.push(field);
      continue;
    }
    const child = { ...field, name: field.name.replace(/[^a-z_]/g, '') };
    roots[roots.length - 1] = { ...owner, fields: [...owner.fields, child] };
  }
  return roots;
}

function texts(from: JsonObject, key: string): readonly string[] {
  const value = from[key];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
