import { moduleNames, moduleTitle } from '../../config/modules.ts';
import type { BaseTableSettings } from '../../config/template.ts';
import { Secret } from '../../model/secret.ts';
import type { ModuleName } from '../../model/stream.ts';
import { flawOf, trimTexts } from '../../schema/clean-text.ts';
import { flawOfPostgresAddress } from '../../schema/text-schemas.ts';
import { NotAllowed, readDay } from '../option-values.ts';

/** Readers of answers: the value, or undefined when the answer makes no sense. */
export type Reader<T> = (answer: string) => T | undefined;

/** Without what a chat or a web page adds around it. */
export function clean(text: string): string {
  const trimmed = trimTexts(text);
  return typeof trimmed === 'string' ? trimmed : text;
}

/** The words of a list, whatever separates them. */
export const words = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((word) => word !== '');

/** `feishu`, `lark`, or the Chinese name. */
export const readRegion: Reader<'feishu' | 'lark'> = (answer) => {
  const word = answer.toLowerCase();
  if (word === 'feishu' || word === '飞书') return 'feishu';
  return word === 'lark' ? 'lark' : undefined;
};

/** An app id, `cli_…`. */
export const readAppId: Reader<string> = (answer) =>
  /^cli_\w+$/.test(clean(answer)) && flawOf(clean(answer)) === undefined ? clean(answer) : undefined;

/** By its name, or by what a Chinese screen calls it. */
const moduleOf = (word: string): ModuleName | undefined =>
  moduleNames.find((name) => name === word || moduleTitle(name, 'zh') === word);

/** Modules by name, in English or Chinese. */
export const readModules: Reader<ModuleName[]> = (answer) => {
  const named = words(answer.toLowerCase()).map(moduleOf);
  const known = moduleNames.filter((name) => named.includes(name));
  return known.length === 0 || named.includes(undefined) ? undefined : known;
};

/** A code, or the address of the approval's editor, which holds it. */
export const readApprovalCode: Reader<string> = (answer) => {
  const code = /definitionCode=([\w-]+)/.exec(answer)?.[1] ?? clean(answer);
  return /^[\w-]+$/.test(code) ? code : undefined;
};

/** A link as the browser shows it, or the token of a Base. */
export const readBase: Reader<BaseTableSettings> = (answer) => {
  const text = clean(answer);
  if (/^https?:\/\/\S+$/.test(text)) return URL.canParse(text) ? { url: text } : undefined;
  return /^[A-Za-z0-9]{4,}$/.test(text) ? { app_token: text } : undefined;
};

/** A day that has begun, as `--since` takes it. */
export const readStart: Reader<string> = (answer) => {
  try {
    return readDay(answer);
  } catch (thrown) {
    if (thrown instanceof NotAllowed) return undefined;
    throw thrown;
  }
};

/** Where an answer may be the name of a variable or the secret itself. */
type SecretAnswer = { readonly variable: string } | { readonly secret: Secret } | undefined;

/** Secrets of apps are 32 letters and digits; names have an underscore, or are known, or are short and in capitals. */
export function readSecretAnswer(answer: string, isKnown: (name: string) => boolean): SecretAnswer {
  const text = clean(answer).replace(/^\$\{?(\w+)\}?$/, '$1');
  const looksLikeName = /^[A-Za-z_]\w*$/.test(text) && (/_/.test(text) || /^[A-Z0-9]{1,19}$/.test(text));
  if (looksLikeName || isKnown(text)) return { variable: text };
  return text === '' || flawOf(text) !== undefined ? undefined : { secret: new Secret(text) };
}

type AddressAnswer = 'ok' | 'wrong' | 'holds-password';

/** The address of a Postgres, in which the password must be a variable. */
export function judgeAddress(address: string): AddressAnswer {
  const filled = address.replaceAll(/\$\{\w+\}/g, 'x');
  if (flawOfPostgresAddress(filled) !== undefined && !/^\$\{\w+\}$/.test(address)) return 'wrong';
  const password = /^\w+:\/\/[^/?#@]*?:(.*)@/.exec(address)?.[1] ?? '';
  return password === '' || /^\$\{\w+\}$/.test(password) ? 'ok' : 'holds-password';
}

/** `1 3` of a numbered list, or everything; undefined when a number is none of the list. */
export function readChoice<T>(answer: string, list: readonly T[]): readonly T[] | undefined {
  if (/^(|all|全部|\*)$/i.test(answer)) return list;
  const chosen = words(answer).map((word) => (/^\d+$/.test(word) ? list[Number(word) - 1] : undefined));
  const known = chosen.filter((item) => item !== undefined);
  return known.length === chosen.length ? [...new Set(known)] : undefined;
}
