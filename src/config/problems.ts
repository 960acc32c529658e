import type { z } from 'zod';
import { type Message, untranslated } from '../model/message.ts';
import { messageOfRule } from '../schema/rules.ts';
import { isObject, type JsonObject, readObject, readObjects } from '../util/json.ts';
import { nearestName } from '../util/nearest-name.ts';
import type { SettingPath } from './document.ts';

/** One thing that is wrong with a configuration. `message` goes after the setting's name: "must be at least 0". */
export interface Problem {
  readonly path: SettingPath;
  readonly message: Message;
  /** Where it stands, if that is not the path of the setting that is to be named. */
  readonly at?: SettingPath;
  /** Only the line is told: what was written for the setting's name may be a secret. */
  readonly isUnnamed?: true;
}

/** `modules.base.tables[0].url`. */
export function formatPath(path: SettingPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

const typeNames: Readonly<Record<string, Message>> = {
  string: { en: 'text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list', zh: '列表' },
  object: { en: 'a group of settings', zh: '一组配置项' },
  record: { en: 'a group of settings', zh: '一组配置项' },
};

const spread = (schema: JsonObject): JsonObject[] =>
  Array.isArray(schema.oneOf) ? readObjects(schema, 'oneOf') : [schema];

function stepDown(schemas: readonly JsonObject[], step: PropertyKey): JsonObject[] {
  return schemas
    .map((schema) => (typeof step === 'number' ? schema.items : readObject(schema, 'properties')[String(step)]))
    .filter(isObject)
    .flatMap(spread);
}

/** The schemas that may hold at the path: several below a `oneOf`. */
export function schemasAt(spec: JsonObject, path: SettingPath): JsonObject[] {
  return path.reduce(stepDown, spread(spec));
}

/** The path as far as we know its names: what else was written for a name may be a secret. */
function knownPath(spec: JsonObject, path: SettingPath): SettingPath {
  const end = path.findIndex((_, index) => schemasAt(spec, path.slice(0, index + 1)).length === 0);
  return end === -1 ? path : [...path.slice(0, end), '*'];
}

/** A name that is nearly one of ours is shown; any other may be a secret, so only its place is shown. */
function unknownKey(spec: JsonObject, path: SettingPath, key: string): Problem {
  const known = [...new Set(schemasAt(spec, path).flatMap((schema) => Object.keys(readObject(schema, 'properties'))))];
  const near = key.length > 100 ? undefined : nearestName(key, known);
  const isTypingError = near !== undefined && /^[A-Za-z_-]+$/.test(key) && Math.abs(key.length - near.length) <= 2;
  const hint = hintAt(near, known);
  return {
    path: isTypingError ? [...knownPath(spec, path), key] : knownPath(spec, path),
    at: [...path, key],
    ...(isTypingError ? {} : { isUnnamed: true }),
    message: isTypingError
      ? { en: `is not a known setting${hint.en}`, zh: `不是已知的配置项${hint.zh}` }
      : { en: `has an unknown setting${hint.en}`, zh: `含有未知的配置项${hint.zh}` },
  };
}

function hintAt(near: string | undefined, known: readonly string[]): Message {
  if (near !== undefined) return { en: `; did you mean ${near}?`, zh: `，是否想写 ${near}？` };
  if (known.length === 0) return untranslated('');
  return { en: `; known here: ${known.join(', ')}`, zh: `；此处可用：${known.join('、')}` };
}

/** The settings that select a member of a union, with their values. */
const kinds: Readonly<Record<string, Message>> = {
  auth_type: { en: 'custom_app or store_app', zh: 'custom_app 或 store_app' },
  value: { en: 'a text, a number, true or false, or a list of texts', zh: '文本、数字、true 或 false，或文本列表' },
  type: { en: 'duckdb, postgres, parquet, ndjson or csv', zh: 'duckdb、postgres、parquet、ndjson 或 csv' },
};

const must = ({ en, zh }: Message): Message => ({ en: `must be ${en}`, zh: `必须是${zh}` });

function describeType(issue: z.core.$ZodIssueInvalidType): Message {
  if (issue.input === undefined) return { en: 'is required', zh: '必须填写' };
  const wanted = must(typeNames[issue.expected] ?? untranslated(issue.expected));
  const isUnquoted = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input);
  return isUnquoted ? { en: `${wanted.en}: put it in quotes`, zh: `${wanted.zh}，请加引号` } : wanted;
}

function describe(issue: z.core.$ZodIssue): Message {
  switch (issue.code) {
    case 'invalid_type':
      return describeType(issue);
    case 'invalid_value': {
      if (!issue.message.startsWith('Invalid')) return messageOfRule(issue.message);
      const values = issue.values.map(String);
      return {
        en: `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`,
        zh: `必须是 ${values.join('、')}`,
      };
    }
    case 'invalid_union':
      return must(kinds[String(issue.path.at(-1))] ?? { en: 'of a known kind', zh: '已知的类型' });
    case 'too_small':
      if (!issue.message.startsWith('Too small')) return messageOfRule(issue.message);
      return { en: `must be at least ${issue.minimum}`, zh: `不能小于 ${issue.minimum}` };
    case 'too_big':
      if (!issue.message.startsWith('Too big')) return messageOfRule(issue.message);
      return { en: `must be at most ${issue.maximum}`, zh: `不能大于 ${issue.maximum}` };
    default:
      return messageOfRule(issue.message);
  }
}

/**
 * Zod's findings in the words of the file. Never shows a value, nor a name that is not nearly ours: both may be secrets.
 * Only the first `max` are looked into, because looking for the nearest name takes its time.
 */
export function toProblems(issues: readonly z.core.$ZodIssue[], spec: JsonObject, max: number): Problem[] {
  const makers = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => () => unknownKey(spec, issue.path, key))
      : [() => ({ path: knownPath(spec, issue.path), at: issue.path, message: describe(issue) })],
  );
  return makers.slice(0, max).map((make) => make());
}

/** How many problems `toProblems` would find. */
export function countProblems(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}
