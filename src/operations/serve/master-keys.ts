import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { MasterKeys } from '../../model/service/master-keys.ts';
import { keyBytes, type MasterKey, type RandomBytes } from '../../secrets/envelope.ts';
import { formatKeys, type KeyRing, parseKeyRing } from '../../secrets/key-ring.ts';
import { makeFolder } from '../../util/make-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const variables = ['LARKSTREAM_KEYS', 'LARKSTREAM_KEYS_FILE', 'LARKSTREAM_KEYS_COMMAND'] as const;
const commandLimitMs = 60_000;

/** Where the master keys come from. */
export interface KeySource extends MasterKeys {
  /** The keys as they are now. @throws ConfigError `secrets.keys.invalid` */
  readonly ring: () => KeyRing;
  /** They were made just now. */
  readonly isNew: boolean;
}

interface FindOptions {
  readonly environment: Environment;
  /** Used when no variable names another place. */
  readonly defaultFile: string;
  /** Whether secrets were sealed in the store before: keys that are made now would be the wrong ones. */
  readonly isStoreNew: boolean;
  readonly randomBytes: RandomBytes;
}

/**
 * The keys of LARKSTREAM_KEYS, of the file LARKSTREAM_KEYS_FILE, of what the command LARKSTREAM_KEYS_COMMAND prints, or of the usual file,
 * which is made at the first start.
 * @throws ConfigError `secrets.keys.invalid`
 */
export function findMasterKeys({ environment, defaultFile, isStoreNew, randomBytes }: FindOptions): KeySource {
  const given = variables.filter((name) => (environment[name] ?? '') !== '');
  if (given.length > 1) throw invalid({ en: `Of ${given.join(', ')} set one`, zh: `${given.join('、')} 只能设置一个` });
  const [variable] = given;
  const value = variable === undefined ? '' : (environment[variable] ?? '');
  if (variable === 'LARKSTREAM_KEYS' || variable === 'LARKSTREAM_KEYS_COMMAND') {
    const ring = parseKeyRing(variable === 'LARKSTREAM_KEYS' ? value : outputOf(value));
    return { ...kept(variable, () => ring), isNew: false };
  }
  const file = variable === undefined ? defaultFile : value;
  const isNew = variable === undefined && !existsSync(file);
  if (isNew) {
    if (!isStoreNew) throw missing(file);
    makeKeyFile(file, randomBytes);
  }
  return { ...ours(file, followFile(file), randomBytes), isNew };
}

type Found = Omit<KeySource, 'isNew'>;

/** Keys that somebody else keeps: they are told what may be done. */
function kept(name: string, ring: () => KeyRing): Found {
  const refuse = (): never => {
    throw new Error(`${name} is not ours to change`);
  };
  return { name, isOurs: false, ring, ids: () => idsOf(ring()), add: refuse, remove: refuse };
}

function ours(file: string, ring: () => KeyRing, randomBytes: RandomBytes): Found {
  const add = (): void => {
    const held = ring().keys;
    writeKeys(file, [newKey(held, randomBytes), ...held]);
  };
  const remove = (id: string): void =>
    writeKeys(
      file,
      ring().keys.filter((key) => key.id !== id),
    );
  return { name: file, isOurs: true, ring, ids: () => idsOf(ring()), add, remove };
}

function idsOf({ current, keys }: KeyRing): readonly [string, ...string[]] {
  return [current.id, ...keys.map(({ id }) => id).filter((id) => id !== current.id)];
}

/** A file with a first key, for its owner alone. */
export function makeKeyFile(file: string, randomBytes: RandomBytes): void {
  writeKeys(file, [newKey([], randomBytes)]);
}

/** A key whose id is not one of these. */
function newKey(keys: readonly MasterKey[], randomBytes: RandomBytes): MasterKey {
  const ids = new Set(keys.map(({ id }) => id));
  let number = 1;
  while (ids.has(`k${number}`)) number++;
  return { id: `k${number}`, bytes: randomBytes(keyBytes) };
}

/** Writes the file over in one step: whoever reads it meanwhile reads the old keys or the new ones. */
function writeKeys(file: string, keys: readonly MasterKey[]): void {
  makeFolder(dirname(file));
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, formatKeys(keys), { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, file);
}

/** Reads the file again when it has changed, so that a service takes up a new key without a restart. */
function followFile(file: string): () => KeyRing {
  let last: { readonly mark: string; readonly ring: KeyRing } | undefined;
  const read = (): KeyRing => {
    const { mtimeMs, ino, size } = statSync(file);
    const mark = `${mtimeMs} ${ino} ${size}`;
    if (last?.mark !== mark) last = { mark, ring: parseKeyRing(readFileSync(file, 'utf8')) };
    return last.ring;
  };
  return () => {
    try {
      return read();
    } catch (thrown) {
      if (thrown instanceof ConfigError) throw thrown;
      // A service that is at work goes on with the keys that it has.
      if (last !== undefined) return last.ring;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw invalid({ en: `The keys cannot be read: ${reason}`, zh: `无法读取主密钥：“${reason}”` }, thrown);
    }
  };
}

/** Nothing of what it prints is ever in an error: it may be a key. */
function outputOf(command: string): string {
  const { stdout, status, error } = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    timeout: commandLimitMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout;
  const reason = error?.message ?? `exit code ${status}`;
  throw invalid({
    en: `The command of LARKSTREAM_KEYS_COMMAND fails: ${reason}`,
    zh: `LARKSTREAM_KEYS_COMMAND 的命令失败：“${reason}”`,
  });
}

function missing(file: string): ConfigError {
  return invalid({
    en: `The store holds secrets, and their master keys are missing: there is no ${file}`,
    zh: `存储中有加密的密钥，但缺少其主密钥：没有 ${file}`,
  });
}

function invalid(message: Message, cause?: unknown): ConfigError {
  return new ConfigError({ code: 'secrets.keys.invalid', message, cause });
}
