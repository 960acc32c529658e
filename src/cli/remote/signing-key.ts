import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import type { Context } from '../context.ts';
import { sayCommand } from './say-command.ts';

const form = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** The key of signatures in a file; undefined where there is no file. @throws ConfigError `config.usage.invalid` for a file of something else */
export function readKey(file: string | undefined): Secret | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').trim();
  if (form.test(text)) return new Secret(text);
  throw new ConfigError({
    code: 'config.usage.invalid',
    message: {
      en: `The file ${file} holds no key of signatures (whsec_…)`,
      zh: `文件 ${file} 中没有签名密钥（whsec_…）`,
    },
  });
}

/** Writes a key of signatures where only the person may read it, and where nothing lies: a file of somebody else's would keep its rights. */
export function writeKey(file: string, key: Secret): void {
  writeFileSync(file, textOf(key), { mode: 0o600, flag: 'wx' });
}

const textOf = (key: Secret): string => `${key.reveal()}\n`;

/** Where a key goes that is told once. */
export interface KeyPlace {
  /** Keeps it in the file, or shows it. */
  keep(key: Secret, handler: { readonly id: string; readonly name: string }): void;
  /** Where there came to be no key. */
  drop(): void;
}

/**
 * Finds out before there is a key whether it can be kept: it is told once. A file is replaced only where it holds a key, and where one takes the place of
 * another. @throws ConfigError `config.usage.invalid`
 */
export function openKeyPlace(
  file: string | undefined,
  { mayReplace }: { readonly mayReplace: boolean },
  context: Context,
): KeyPlace {
  if (file === undefined) return { keep: (key, handler) => show(key, handler, context), drop: () => {} };
  if (existsSync(file) && !mayReplace) throw isThere(file);
  readKey(file);
  // A name that nobody can have put something at.
  const beside = `${file}.${randomUUID()}.new`;
  makeEmpty(file, beside);
  return {
    keep: (key, { id }) => {
      writeFileSync(beside, textOf(key));
      renameSync(beside, file);
      context.emit({ event: 'remote_signing_key', handler: id, file, signingKey: null });
      context.say(context.texts.bots.keyKept(file));
    },
    drop: () => rmSync(beside, { force: true }),
  };
}

/** Also where nothing else is to be printed: there is no second time. */
function show(key: Secret, { id, name }: { readonly id: string; readonly name: string }, context: Context): void {
  const { bots } = context.texts;
  context.emit({ event: 'remote_signing_key', handler: id, file: null, signingKey: key.reveal() });
  if (context.isQuiet && !context.isJson) context.terminal.out(`${key.reveal()}\n`);
  context.say(bots.keyOnce);
  context.sayWhole(`  ${key.reveal()}`);
  context.say(bots.keyUse);
  sayCommand(bots.keyLost, ['handlers', 'rotate-key', name], context);
}

function makeEmpty(file: string, beside: string): void {
  try {
    closeSync(openSync(beside, 'wx', 0o600));
  } catch (cause) {
    throw new ConfigError({
      code: 'config.usage.invalid',
      message: { en: `The file ${file} cannot be written`, zh: `无法写入文件 ${file}` },
      cause,
    });
  }
}

function isThere(file: string): ConfigError {
  return new ConfigError({
    code: 'config.usage.invalid',
    message: { en: `There is a file ${file} already`, zh: `文件 ${file} 已存在` },
    cure: {
      en: 'Name another file for the key of signatures, or move that one away.',
      zh: '请为签名密钥指定另一个文件，或移走已有的文件。',
    },
  });
}
