import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { MasterKeys } from '../../model/service/master-keys.ts';
import { keyBytes, type MasterKey, type RandomBytes } from '../../secrets/envelope.ts';
import { formatKeys, type KeyRing, parseKeyRing } from '../../secrets/key-ring.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { shellWord } from '../../util/shell-word.ts';

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
  const ids = () => idsOf(ring());
  return { name, isOurs: false, host: undefined, ring, ids, add: refuse, makeCurrent: refuse, remove: refuse };
}

function ours(file: string, ring: () => KeyRing, randomBytes: RandomBytes): Found {
  const add = (): string => {
    const held = ring().keys;
    const made = newKey(held, randomBytes);
    writeKeys(file, [...held, made]);
    return made.id;
  };
  const makeCurrent = (id: string): void => {
    const { keys, current } = ring();
    if (id !== current.id)
      writeKeys(
        file,
        keys.toSorted((one, other) => +(other.id === id) - +(one.id === id)),
      );
  };
  const remove = (id: string): void =>
    writeKeys(
      file,
      ring().keys.filter((key) => key.id !== id),
    );
  return { name: file, isOurs: true, host: hostname(), ring, ids: () => idsOf(ring()), add, makeCurrent, remove };
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
  const unfinished = `${file}.unfinished`;
  try {
    makeFolder(dirname(file));
    writeFileSync(unfinished, formatKeys(keys), { mode: 0o600 });
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, file);
  } catch (thrown) {
    throw new ConfigError({
      code: 'secrets.keys.unwritable',
      message: {
        en: `The master keys cannot be written to ${file}`,
        zh: `无法把主密钥写入 ${file}`,
      },
      cause: thrown,
    });
  }
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
      // A service that is at work goes on with the keys that it has: somebody may be writing the file at this moment.
      if (last !== undefined) return last.ring;
      throw thrown instanceof ConfigError ? thrown : unreadable(file, thrown);
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
  return new ConfigError({
    code: 'secrets.keys.unreadable',
    message: {
      en: `The store holds secrets, and their master keys are missing: there is no ${file}`,
      zh: `存储中有加密的密钥，但缺少其主密钥：没有 ${file}`,
    },
    cure: {
      en: 'Put the keys there from their backup, or name the file that holds them in LARKSTREAM_KEYS_FILE.',
      zh: '请从备份中恢复主密钥到此处，或在 LARKSTREAM_KEYS_FILE 中指定保存它们的文件。',
    },
  });
}

function unreadable(file: string, cause: unknown): ConfigError {
  const isThere = existsSync(file);
  return new ConfigError({
    code: 'secrets.keys.unreadable',
    message: isThere
      ? { en: `The current user may not read the master keys in ${file}`, zh: `当前用户无权读取 ${file} 中的主密钥` }
      : { en: `There are no master keys: ${file} does not exist`, zh: `没有主密钥：${file} 不存在` },
    cure: isThere
      ? {
          en: 'Give the file to the user of the service: `chown` makes it theirs, and `chmod 600` keeps it from others.',
          zh: '请把该文件交给运行服务的用户：用 `chown` 更改所有者，并用 `chmod 600` 防止他人读取。',
        }
      : {
          en: `For a new store make them: \`(umask 077; echo "k1:$(openssl rand -base64 32)" > ${shellWord(file)})\`. For one that holds secrets, put its keys there from their backup.`,
          zh: `新的存储可以生成主密钥：\`(umask 077; echo "k1:$(openssl rand -base64 32)" > ${shellWord(file)})\`；已有密钥的存储，请从备份中恢复其主密钥。`,
        },
    cause,
  });
}

function invalid(message: Message): ConfigError {
  return new ConfigError({ code: 'secrets.keys.invalid', message });
}
