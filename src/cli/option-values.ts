import { existsSync, statSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { Message } from '../model/message.ts';
import { type MemberRole, memberRoles } from '../model/service/member.ts';
import { flawOfPostgresAddress } from '../schema/postgres-address.ts';
import { type JsonValue, tryParseJson } from '../util/json.ts';
import { type Shell, shells } from './completion.ts';

/** A value that is not allowed; `allowed` goes after "must be". */
export class NotAllowed extends Error {
  readonly allowed: Message;
  /** The value may be a secret. */
  readonly isHidden: boolean;

  constructor(allowed: Message, isHidden = false) {
    super(allowed.en);
    this.isHidden = isHidden;
    this.name = 'NotAllowed';
    this.allowed = allowed;
  }
}

/** What is allowed, for a value that Commander or one of the readers below has refused; undefined for any other error. */
export function allowedInstead(thrown: unknown, choices: readonly string[] | undefined): Message | undefined {
  if (thrown instanceof NotAllowed) return thrown.allowed;
  return thrown instanceof InvalidArgumentError ? oneOf(choices ?? []) : undefined;
}

function oneOf(choices: readonly string[]): Message {
  return { en: `one of ${choices.join(', ')}`, zh: `以下之一：${choices.join('、')}` };
}

/** A reader of whole numbers within bounds, both included. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max && text.trim() !== '') return value;
    const isBounded = max < Number.MAX_SAFE_INTEGER;
    throw new NotAllowed({
      en: `a whole number, ${isBounded ? `from ${min} to ${max}` : `at least ${min}`}`,
      zh: isBounded ? ` ${min} 到 ${max} 的整数` : `不小于 ${min} 的整数`,
    });
  };
}

/** `documented`, `off`, or a factor of the documented limits. @throws NotAllowed */
export function readLimits(text: string): 'documented' | 'off' | number {
  if (text === 'documented' || text === 'off') return text;
  const factor = Number(text);
  if (Number.isFinite(factor) && factor > 0) return factor;
  throw new NotAllowed({ en: 'documented, off, or a factor such as 10', zh: ' documented、off 或倍数（如 10）' });
}

/** An address of the web. @throws NotAllowed, which does not show one that may hold a password */
export function readAddress(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new NotAllowed(
    { en: 'an address such as https://open.example.com', zh: '地址，例如 https://open.example.com' },
    text.includes('@'),
  );
}

/** The address of a Postgres. @throws NotAllowed, which does not show one that may hold a password */
export function readPostgresAddress(text: string): string {
  if (flawOfPostgresAddress(text) === undefined) return text;
  throw new NotAllowed(
    {
      en: 'an address such as postgres://user@host:5432/database, with @ / # ? : and % of a password written as %40 %2F %23 %3F %3A and %25',
      zh: '地址，例如 postgres://user@host:5432/database，密码中的 @ / # ? : 和 % 写作 %40 %2F %23 %3F %3A 和 %25',
    },
    /[@:]/.test(text),
  );
}

/** A setting as a command line gives it; without a value it is taken away, and has its default. */
export interface GivenSetting {
  readonly path: readonly string[];
  readonly value: JsonValue | undefined;
}

/** `name=value`, once for each setting: the value is JSON, or a text as it stands. @throws NotAllowed */
export function readSetting(text: string, before: readonly GivenSetting[] = []): GivenSetting[] {
  const [, name = '', value = ''] = /^([\w.-]+)=(.*)$/s.exec(text) ?? [];
  const path = name.split('.');
  if (path.every((part) => part !== '' && part !== '__proto__'))
    return [...before, { path, value: value === '' ? undefined : (tryParseJson(value) ?? value) }];
  throw new NotAllowed({
    en: 'a setting and its value, such as url=https://bot.example.com or messages.groupStrategy=all',
    zh: '设置和值，例如 url=https://bot.example.com 或 messages.groupStrategy=all',
  });
}

/** `name=VARIABLE`, once for each secret: the secret itself is not to stand on a command line. @throws NotAllowed */
export function readSecretSource(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  const [, name = '', variable = ''] = /^([\w.-]+)=(.*)$/.exec(text) ?? [];
  if (name !== '') return [...before, [name, readVariableName(variable)]];
  throw new NotAllowed(
    {
      en: 'a secret and the environment variable that holds it, such as api_key=OPENAI_API_KEY',
      zh: '密钥名称和存放它的环境变量，例如 api_key=OPENAI_API_KEY',
    },
    true,
  );
}

/** A shell that completion is written for. @throws NotAllowed */
export function readShell(text: string): Shell {
  const shell = shells.find((name) => name === text);
  if (shell !== undefined) return shell;
  throw new NotAllowed(oneOf(shells));
}

/**
 * Names in several options, or with commas between them. Such an option takes every word after it: a file among them was meant for the
 * configuration, and another one must not be taken in its place.
 */
export function namesFor(option: string): (text: string, before?: readonly string[]) => string[] {
  return (text, before = []) => {
    const names = text.split(',').filter((word) => word !== '');
    if (names.some(isFileName)) {
      throw new NotAllowed({
        en: `a name, not a file: put the configuration before ${option}`,
        zh: `名称，而不是文件：请把配置文件写在 ${option} 之前`,
      });
    }
    return [...before, ...names];
  };
}

/** The ids of events, every word of its own. */
export function readEventId(text: string, before: readonly string[] = []): string[] {
  if (!isFileName(text)) return [...before, text];
  throw new NotAllowed({
    en: 'the id of an event, not a file: name the configuration with --config',
    zh: '事件的 id，而不是文件：请用 --config 指定配置文件',
  });
}

/** No stream, code or id has such a name; words of letters alone may be both. */
function isFileName(word: string): boolean {
  if (/\.(ya?ml|json)$/i.test(word)) return true;
  return !/^[\w*-]+$/.test(word) && existsSync(word) && statSync(word).isFile();
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** setTimeout takes no more than 2^31 ms, about 24 days. */
const maxMs = 14 * unitMs.d;

/** `30s`, `15m`, `1h`, `1d` as milliseconds. */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d+)\s*([smhd])$/.exec(text.trim()) ?? [];
  const factor = Object.entries(unitMs).find(([name]) => name === unit)?.[1];
  const ms = Number(count) * (factor ?? Number.NaN);
  if (ms >= unitMs.s && ms <= maxMs) return ms;
  throw new NotAllowed({
    en: 'a time such as 30s, 15m, 1h or 1d, at most 14d',
    zh: '时长，例如 30s、15m、1h 或 1d，最长 14d',
  });
}

/** The name of an environment variable; the secret itself is not to stand on a command line. */
export function readVariableName(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(text) && !/^[A-Za-z0-9]{24,}$/.test(text)) return text;
  throw new NotAllowed(
    {
      en: 'the name of an environment variable such as LARK_APP_SECRET, never the secret itself',
      zh: '环境变量名，例如 LARK_APP_SECRET，而不是密钥本身',
    },
    true,
  );
}

/** Roles of a process of the service, with commas or blanks between them. @throws NotAllowed */
export function readRoles(text: string): MemberRole[] {
  const words = readWords(text);
  const known = memberRoles.filter((role) => words.includes(role));
  if (known.length > 0 && words.every((word) => memberRoles.some((role) => role === word))) return known;
  throw new NotAllowed({
    en: `some of ${memberRoles.join(', ')}`,
    zh: `以下之一或多个：${memberRoles.join('、')}`,
  });
}

/** Words with commas or blanks between them. */
export function readWords(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** Whether the calendar has the day, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** A day that exists and has begun, `YYYY-MM-DD`. */
export function readDay(text: string): string {
  if (isDay(text) && Date.parse(`${text}T00:00:00Z`) <= Date.now()) return text;
  throw new NotAllowed({ en: 'a day that has begun, such as 2026-01-31', zh: '已经开始的日期，例如 2026-01-31' });
}
