import { z } from 'zod';
import { ConfigError } from '../../model/errors.ts';
import type { Language } from '../../model/message.ts';
import { messageOfRule } from '../../schema/rules.ts';
import { isDeeperThan } from '../../util/is-deeper-than.ts';
import type { JsonObject } from '../../util/json.ts';

/** Parts of a request as they came. `body` is parsed JSON; undefined without one. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

interface Schemas<Params, Query, Body> {
  readonly params: z.ZodType<Params> | undefined;
  readonly query: z.ZodType<Query> | undefined;
  readonly body: z.ZodType<Body> | undefined;
}

type Place = keyof RawInput | 'header';
interface Fault {
  readonly in: Place;
  /** Such as `modules.base.tables[0].url`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** Deeper ones are no settings of anything, and walking them would end the process. */
const maxDepth = 32;
const shownFaults = 20;
const nothing = z.strictObject({}).optional();
const words = { en: z.locales.en().localeError, zh: z.locales.zhCN().localeError };

/** The parts of a request, checked. @throws ConfigError `api.input.invalid`, which names every field that is wrong */
export function readInput<Params, Query, Body>(
  schemas: Schemas<Params, Query, Body>,
  input: RawInput,
  language: Language,
): { readonly params: Params; readonly query: Query; readonly body: Body } {
  const faults: Fault[] = [];
  const read = <T>(place: keyof RawInput, schema: z.ZodType<T> | undefined): T => {
    const found = storableFaults(place, input[place], language);
    const parsed =
      found.length > 0 ? undefined : (schema ?? nothing).safeParse(input[place], { error: words[language] });
    if (parsed?.success !== true) faults.push(...found, ...(parsed?.error.issues ?? []).map(toFault(place, language)));
    // Where no schema is declared, `T` is `undefined`; where there are faults, nobody sees what is returned.
    return (schema === undefined ? undefined : parsed?.data) as T;
  };
  const all = {
    params: read('params', schemas.params),
    query: read('query', schemas.query),
    body: read('body', schemas.body),
  };
  if (faults.length > 0) throw invalidInput(faults);
  return all;
}

/** Parses the text of a body; undefined when there is none. @throws ConfigError `api.input.invalid` */
export function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput([{ in: 'body', path: '', message: 'is not JSON / 不是 JSON' }]);
  }
}

function toFault(place: Place, language: Language): (issue: z.core.$ZodIssue) => Fault {
  return ({ path, message }) => ({ in: place, path: formatPath(path), message: messageOfRule(message)[language] });
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

/** What no text of ours may hold, because Postgres cannot: U+0000 and halves of surrogate pairs. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
const unstorable = {
  en: 'contains a character that cannot be stored',
  zh: '含有无法存储的字符',
};
const tooDeep = { en: 'is nested too deeply', zh: '嵌套过深' };

function storableFaults(place: Place, value: unknown, language: Language): Fault[] {
  if (isDeeperThan(maxDepth, value)) return [{ in: place, path: '', message: tooDeep[language] }];
  return unstorablePaths(value, []).map((path) => ({
    in: place,
    path: formatPath(path),
    message: unstorable[language],
  }));
}

function unstorablePaths(value: unknown, path: readonly PropertyKey[]): (readonly PropertyKey[])[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((item, at) => unstorablePaths(item, [...path, at]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    isStorable(key) ? unstorablePaths(item, [...path, key]) : [path],
  );
}

function invalidInput(faults: readonly Fault[]): ConfigError {
  const shown = faults.slice(0, shownFaults);
  const sentence = shown.map(({ in: place, path, message }) => `${path === '' ? place : path}: ${message}`).join('; ');
  return new ConfigError({
    code: 'api.input.invalid',
    message: { en: `The request is not valid: ${sentence}`, zh: `请求无效：${sentence}` },
    details: { fields: shown.map((fault): JsonObject => ({ ...fault })) },
  });
}

/** A field that only the work itself finds wrong. */
export function invalidField(place: Place, path: string, message: string): ConfigError {
  return invalidInput([{ in: place, path, message }]);
}
