import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { MasterKeys } from '../../model/service/master-keys.ts';
import { keyBytes, type RandomBytes } from '../../secrets/envelope.ts';
import { type KeyRing, namedKey, parseKeyRing, printOf } from '../../secrets/key-ring.ts';
import { shellWord } from '../../util/shell-word.ts';
import { KeyFile } from './key-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const variables = ['LARKSTREAM_KEYS', 'LARKSTREAM_KEYS_FILE', 'LARKSTREAM_KEYS_COMMAND'] as const;
const commandLimitMs = 60_000;

/** Where the master keys come from. */
export interface KeySource extends MasterKeys {
  /** The keys as they are now. @throws ConfigError `secrets.keys.invalid` */
  readonly ring: () => KeyRing;
  /** They were made just now. */
  readonly isNew: boolean;
  /** Says where they lie that the store uses them: it has been proved that they are its own. */
  noteUse(): void;
}

interface FindOptions {
  readonly environment: Environment;
  /** Used when no variable names another place. */
  readonly defaultFile: string;
  readonly storeId: string;
  /** Whether secrets were sealed in the store before: keys that are made now would be the wrong ones. */
  readonly isStoreNew: boolean;
  readonly randomBytes: RandomBytes;
}

/**
 * The keys of LARKSTREAM_KEYS, of the file LARKSTREAM_KEYS_FILE, of what the command LARKSTREAM_KEYS_COMMAND prints, or of the usual file,
 * which is made at the first start. A new store does not share the usual file with another: it gets one of its own beside it.
 * @throws ConfigError `secrets.keys.invalid`
 */
export function findMasterKeys(options: FindOptions): KeySource {
  const { environment, storeId, isStoreNew, randomBytes } = options;
  const given = variables.filter((name) => (environment[name] ?? '') !== '');
  if (given.length > 1) throw invalid({ en: `Of ${given.join(', ')} set one`, zh: `${given.join('、')} 只能设置一个` });
  const [variable] = given;
  const value = variable === undefined ? '' : (environment[variable] ?? '');
  if (variable === 'LARKSTREAM_KEYS' || variable === 'LARKSTREAM_KEYS_COMMAND') {
    const ring = parseKeyRing(variable === 'LARKSTREAM_KEYS' ? value : outputOf(value));
    return { ...kept(variable, () => ring), isNew: false };
  }
  const file = variable === undefined ? usualFile(options) : value;
  const isNew = variable === undefined && !existsSync(file);
  if (isNew) {
    if (!isStoreNew) throw missing(file);
    makeKeyFile(file, randomBytes);
  }
  return { ...ours(new KeyFile(file), storeId, randomBytes), isNew };
}

function usualFile({ defaultFile, storeId, isStoreNew }: FindOptions): string {
  const own = `${defaultFile}-${storeId}`;
  if (existsSync(own)) return own;
  const isOthers = isStoreNew && new KeyFile(defaultFile).stores().some((id) => id !== storeId);
  return isOthers ? own : defaultFile;
}

type Found = Omit<KeySource, 'isNew'>;

/** Keys that somebody else keeps: they are told what may be done. */
function kept(name: string, ring: () => KeyRing): Found {
  const refuse = (): never => {
    throw new Error(`${name} is not ours to change`);
  };
  const change = { add: refuse, makeCurrent: refuse, remove: refuse, otherStores: () => [], noteUse: () => undefined };
  return { name, isOurs: false, host: undefined, ring, ...namesOf(ring), ...change };
}

function ours(file: KeyFile, storeId: string, randomBytes: RandomBytes): Found {
  const ring = (): KeyRing => {
    try {
      return file.ring();
    } catch (thrown) {
      throw thrown instanceof ConfigError ? thrown : unreadable(file.path, thrown);
    }
  };
  return {
    name: file.path,
    isOurs: true,
    host: hostname(),
    ring,
    ...namesOf(ring),
    otherStores: () => file.stores().filter((id) => id !== storeId),
    noteUse: () => file.noteStore(storeId),
    add: () => addTo(file, randomBytes),
    makeCurrent: (id) => file.change((keys) => keys.toSorted((one, other) => +(other.id === id) - +(one.id === id))),
    remove: (id) => file.change((keys) => keys.filter((key) => key.id !== id)),
  };
}

function namesOf(ring: () => KeyRing): Pick<Found, 'ids' | 'prints'> {
  return { ids: () => idsOf(ring()), prints: () => ring().keys.map(printOf) };
}

function addTo(file: KeyFile, randomBytes: RandomBytes): string {
  let id = '';
  file.change((keys) => {
    const made = namedKey(randomBytes(keyBytes));
    id = made.id;
    return [...keys, made];
  });
  return id;
}

function idsOf({ current, keys }: KeyRing): readonly [string, ...string[]] {
  return [current.id, ...keys.map(({ id }) => id).filter((id) => id !== current.id)];
}

/** A file with a first key, for its owner alone. */
export function makeKeyFile(file: string, randomBytes: RandomBytes): void {
  new KeyFile(file).make(namedKey(randomBytes(keyBytes)));
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
  throw invalid(
    {
      en: `The command of LARKSTREAM_KEYS_COMMAND fails: ${reason}`,
      zh: `LARKSTREAM_KEYS_COMMAND 的命令失败：“${reason}”`,
    },
    {
      en: 'Run it by hand as the user of the service until it prints the keys within a minute; what it says of its failure stands above.',
      zh: '请以运行服务的用户手动运行它，直到它能在一分钟内输出主密钥；失败的原因见上方它自己的输出。',
    },
  );
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
          en: `For a new store make them: \`(umask 077; echo "k-$(openssl rand -hex 4):$(openssl rand -base64 32)" > ${shellWord(file)})\`. For one that holds secrets, put its keys there from their backup.`,
          zh: `新的存储可以生成主密钥：\`(umask 077; echo "k-$(openssl rand -hex 4):$(openssl rand -base64 32)" > ${shellWord(file)})\`；已有密钥的存储，请从备份中恢复其主密钥。`,
        },
    cause,
  });
}

function invalid(message: Message, cure?: Message): ConfigError {
  return new ConfigError({ code: 'secrets.keys.invalid', message, ...(cure === undefined ? {} : { cure }) });
}
