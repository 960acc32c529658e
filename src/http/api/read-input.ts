import { z } from 'zod';
import { ConfigError } from '../../model/errors.ts';
import type { Language, Message } from '../../model/message.ts';
import { messageOfRule } from '../../schema/rules.ts';
import { isDeeperThan } from '../../util/is-deeper-than.ts';
import { wordsIn } from './input-words.ts';

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
  readonly message: Message;
}

/** Deeper ones are no settings of anything, and walking them would end the process. */
const maxDepth = 32;
const shownFaults = 20;
const nothing = z.strictObject({}).optional();
/** Of a name that somebody has sent, no more is repeated. */
const maxMessage = 300;

/** The parts of a request, checked. @throws ConfigError `api.input.invalid`, which names every field that is wrong */
export function readInput<Params, Query, Body>(
  schemas: Schemas<Params, Query, Body>,
  input: RawInput,
): { readonly params: Params; readonly query: Query; readonly body: Body } {
  const faults: Fault[] = [];
  const read = <T>(place: keyof RawInput, schema: z.ZodType<T> | undefined): T => {
    // Schemas of parameters let nothing through that cannot be stored.
    const found = place === 'params' ? [] : storableFaults(place, input[place]);
    const parsed = found.length > 0 ? undefined : (schema ?? nothing).safeParse(input[place], wordsIn('en'));
    if (parsed?.success !== true) faults.push(...found);
    if (parsed?.success === false) faults.push(...schemaFaults(place, parsed.error, schema ?? nothing, input[place]));
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
    throw invalidInput([{ in: 'body', path: '', message: { en: 'is not JSON', zh: '不是 JSON' } }]);
  }
}

function schemaFaults(place: Place, { issues }: z.ZodError, schema: z.ZodType, value: unknown): Fault[] {
  const again = schema.safeParse(value, wordsIn('zh')).error?.issues ?? [];
  return issues.map(({ path, message }, at) => {
    const zh = again[at]?.message ?? message;
    const said = zh === message ? messageOfRule(message) : { en: message, zh };
    return { in: place, path: formatPath(path), message: { en: shortened(said.en), zh: shortened(said.zh) } };
  });
}

const shortened = (text: string): string => (text.length > maxMessage ? `${text.slice(0, maxMessage)}…` : text);

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

function storableFaults(place: Place, value: unknown): Fault[] {
  if (isDeeperThan(maxDepth, value)) return [{ in: place, path: '', message: tooDeep }];
  return unstorablePaths(value, []).map((path) => ({ in: place, path: formatPath(path), message: unstorable }));
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
  const sentences = (language: Language): string[] =>
    shown.map(({ in: place, path, message }) => `${path === '' ? place : path}: ${message[language]}`);
  return new ConfigError({
    code: 'api.input.invalid',
    message: {
      en: `The request is not valid: ${sentences('en').join('; ')}`,
      zh: `请求无效：${sentences('zh').join('；')}`,
    },
    details: {
      fields: shown.map(({ in: place, path, message: { en, zh } }) => ({
        in: place,
        path,
        message: en,
        zh: { message: zh },
      })),
    },
  });
}

/** A field that only the work itself finds wrong. */
export function invalidField(place: Place, path: string, message: Message): ConfigError {
  return invalidInput([{ in: place, path, message }]);
}
