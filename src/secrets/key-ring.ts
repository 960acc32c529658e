import { createHmac, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { KeyPrint } from '../model/service/master-keys.ts';
import { plural } from '../util/plural.ts';
import { keyBytes, type MasterKey } from './envelope.ts';

const entry = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,63}):([A-Za-z0-9+/_-]+={0,2})$/;

/** The master keys of a service: the first wraps what is new, each opens what it has wrapped. */
export class KeyRing {
  readonly keys: readonly MasterKey[];
  /** Wraps what is sealed from now on. */
  readonly current: MasterKey;

  /** @throws ConfigError `secrets.keys.invalid` when there is none, or two have one id or are the same key. */
  constructor(keys: readonly MasterKey[]) {
    const [current] = keys;
    if (current === undefined) throw invalid({ en: 'There is no master key', zh: '没有主密钥' });
    for (const [at, key] of keys.entries()) assertNew(key, keys.slice(0, at));
    this.keys = keys;
    this.current = current;
  }

  find(id: string): MasterKey | undefined {
    return this.keys.find((key) => key.id === id);
  }
}

/** Short, since it only tells apart: 32 random bytes cannot be found by it. */
export function printOf({ id, bytes }: MasterKey): KeyPrint {
  return { id, fingerprint: fingerprintOf(bytes) };
}

/**
 * A key with a name of its own, made of its fingerprint: no two keys share one, also those of files that know nothing of each other, and of
 * backups whose keys are long gone from the file.
 */
export function namedKey(bytes: Uint8Array): MasterKey {
  return { id: `k-${fingerprintOf(bytes).slice(0, 8)}`, bytes };
}

function fingerprintOf(bytes: Uint8Array): string {
  return createHmac('sha256', bytes).update('larkstream key fingerprint').digest('hex').slice(0, 16);
}

/**
 * Reads master keys as they are written: `id:key`, the key being 32 bytes in base64, separated by commas or line ends; the first is the
 * current one. No part of the text is ever in an error.
 * @throws ConfigError `secrets.keys.invalid`
 */
export function parseKeyRing(text: string): KeyRing {
  const entries = text
    .split(/[,\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new KeyRing(entries.map((line, at) => parseKey(line, at + 1)));
}

/** Writes keys so that {@link parseKeyRing} reads them, one on a line. */
export function formatKeys(keys: readonly MasterKey[]): string {
  return keys.map(({ id, bytes }) => `${id}:${Buffer.from(bytes).toString('base64')}\n`).join('');
}

function parseKey(line: string, at: number): MasterKey {
  const [, id, encoded] = entry.exec(line) ?? [];
  if (id === undefined || encoded === undefined) {
    throw invalid({ en: `Master key ${at} is not written as id:key`, zh: `第 ${at} 个主密钥不是 id:key 的形式` });
  }
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length === keyBytes) return { id, bytes };
  throw invalid({
    en: `Master key ${at} has ${plural(bytes.length, 'byte')} instead of ${keyBytes}`,
    zh: `第 ${at} 个主密钥为 ${bytes.length} 字节，应为 ${keyBytes} 字节`,
  });
}

function assertNew({ id, bytes }: MasterKey, earlier: readonly MasterKey[]): void {
  if (earlier.some((key) => key.id === id)) {
    throw invalid({ en: 'Two master keys have the same id', zh: '两个主密钥的 id 相同' });
  }
  if (earlier.some((key) => key.bytes.length === bytes.length && timingSafeEqual(key.bytes, bytes))) {
    throw invalid({ en: 'Two master keys are the same key', zh: '两个主密钥相同' });
  }
}

function invalid(message: Message): ConfigError {
  return new ConfigError({ code: 'secrets.keys.invalid', message });
}
