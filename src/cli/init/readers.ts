import { moduleNames, moduleTitle } from '../../config/modules.ts';
import type { Reader } from '../../model/interviewer.ts';
import { Secret } from '../../model/secret.ts';
import type { ModuleName } from '../../model/stream.ts';
import { cleanText, flawOf } from '../../schema/clean-text.ts';
import { flawOfPostgresAddress } from '../../schema/postgres-address.ts';
import { words } from '../../util/words.ts';
import { NotAllowed, readDay } from '../option-values.ts';

/** `feishu`, `lark`, or the Chinese name. */
export const readRegion: Reader<'feishu' | 'lark'> = (answer) => {
  const word = answer.toLowerCase();
  if (word === 'feishu' || word === '飞书') return 'feishu';
  return word === 'lark' ? 'lark' : undefined;
};

/** An app id, `cli_…`. */
export const readAppId: Reader<string> = (answer) =>
  /^cli_\w+$/.test(cleanText(answer)) && flawOf(cleanText(answer)) === undefined ? cleanText(answer) : undefined;

/** By its name, or by what a Chinese screen calls it. */
const moduleOf = (word: string): ModuleName | undefined =>
  moduleNames.find((name) => name === word || moduleTitle(name, 'zh') === word);

/** Modules by name, in English or Chinese. */
export const readModules: Reader<ModuleName[]> = (answer) => {
  const named = words(answer.toLowerCase()).map(moduleOf);
  const known = moduleNames.filter((name) => named.includes(name));
  return known.length === 0 || named.includes(undefined) ? undefined : known;
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
  const text = cleanText(answer).replace(/^\$\{?(\w+)\}?$/, '$1');
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
