import type { z } from 'zod';
import { isObject, type JsonObject, readObject, readObjects } from '../util/json.ts';
import { nearestName } from '../util/nearest-name.ts';
import type { SettingPath } from './document.ts';

/** One thing that is wrong with a configuration. `message` goes after the setting's name: "must be at least 0". */
export interface Problem {
  readonly path: SettingPath;
  readonly message: string;
}

/** `modules.base.tables[0].url`. */
export function formatPath(path: SettingPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

/** The schemas that may hold at the path: several below a `oneOf`. */
function schemasAt(spec: JsonObject, path: SettingPath): JsonObject[] {
  const spread = (schema: JsonObject): JsonObject[] =>
    Array.isArray(schema.oneOf) ? readObjects(schema, 'oneOf') : [schema];
  let schemas = spread(spec);
  for (const step of path) {
    schemas = schemas
      .map((schema) => (typeof step === 'number' ? schema.items : readObject(schema, 'properties')[String(step)]))
      .filter(isObject)
      .flatMap(spread);
  }
  return schemas;
}

function unknownKey(spec: JsonObject, path: SettingPath, key: string): Problem {
  const known = [...new Set(schemasAt(spec, path).flatMap((schema) => Object.keys(readObject(schema, 'properties'))))];
  const near = nearestName(key, known);
  const hint = near === undefined ? `; known here: ${known.join(', ')}` : `; did you mean ${near}?`;
  return { path: [...path, key], message: `is not a known setting${known.length === 0 ? '' : hint}` };
}

/** What tells kinds of a thing apart, and the kinds that there are. */
const kinds: Readonly<Record<string, string>> = {
  auth_type: 'custom_app or store_app',
  type: 'duckdb, postgres, parquet, ndjson or csv',
};

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    const wanted = typeNames[issue.expected] ?? `of type ${issue.expected}`;
    if (issue.input === undefined) return 'is required';
    const isUnquoted = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input);
    return `must be ${wanted}${isUnquoted ? ': put it in quotes' : ''}`;
  }
  if (issue.code === 'invalid_value') {
    if (!issue.message.startsWith('Invalid')) return issue.message;
    return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
  }
  if (issue.code === 'invalid_union') return `must be ${kinds[String(issue.path.at(-1))] ?? 'of a known kind'}`;
  return issue.message;
}

/** Zod's findings in the words of the file. Never shows a value: it may be a secret. */
export function toProblems(issues: readonly z.core.$ZodIssue[], spec: JsonObject): Problem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(spec, issue.path, key))
      : [{ path: issue.path, message: describe(issue) }],
  );
}
