import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { MasterKey } from '../../secrets/envelope.ts';
import { formatKeys, type KeyRing, parseKeyRing } from '../../secrets/key-ring.ts';
import { makeFolder } from '../../util/make-folder.ts';

const ownerOnly = 0o600;
/** Writing takes milliseconds: what is older was left behind by a process that was killed. */
const staleMs = 10_000;
const usedBy = /^# used by store (\S+)\s*$/gm;

/** Keys are read again when the file has changed, so that a service takes up a new one without a restart. */
export class KeyFile {
  readonly path: string;
  #last: { readonly mark: string; readonly ring: KeyRing } | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** A service at work goes on with the keys that it has: somebody may be writing the file at this moment. Throws what reading throws. */
  ring(): KeyRing {
    try {
      return this.#read();
    } catch (thrown) {
      if (this.#last !== undefined) return this.#last.ring;
      throw thrown;
    }
  }

  /** Ids of the stores that have opened it, and have said so in it; none of a file that cannot be read. */
  stores(): readonly string[] {
    try {
      return storesOf(this.#text());
    } catch {
      return [];
    }
  }

  /**
   * Says in the file that a store uses it; a file that is read-only stays as it is. It is added at the end, not written over: who rotates
   * keys at the same moment loses nothing by it.
   */
  noteStore(id: string): void {
    try {
      const text = this.#text();
      if (storesOf(text).includes(id)) return;
      appendFileSync(this.path, `${text === '' || text.endsWith('\n') ? '' : '\n'}# used by store ${id}\n`);
    } catch {
      // Who may not write to it cannot retire a key in it either.
    }
  }

  /**
   * Writes other keys in the place of those that stand there now, and leaves the remarks. In one step: whoever reads it meanwhile reads the
   * old keys or the new ones. Of two processes, also of different stores, the second is refused: it would write the other's key away.
   * @throws ConfigError `secrets.keys.unwritable`, `secrets.keys.invalid`
   */
  change(work: (keys: readonly MasterKey[]) => readonly MasterKey[]): void {
    this.#write((text) => {
      if (text === '') throw gone(this.path);
      return work(parseKeyRing(text).keys);
    });
  }

  /** Makes the file with this key, unless another process has just made it. @throws ConfigError `secrets.keys.unwritable` */
  make(first: MasterKey): void {
    this.#write((text) => (text === '' ? [first] : parseKeyRing(text).keys));
  }

  #write(work: (text: string) => readonly MasterKey[]): void {
    const unfinished = `${this.path}.unfinished`;
    let isOurs = false;
    try {
      makeFolder(dirname(this.path));
      const descriptor = openAlone(unfinished);
      isOurs = true;
      const text = this.#text();
      const remarks = text.split('\n').filter((line) => line.startsWith('#'));
      writeFileSync(descriptor, formatKeys(work(text)) + remarks.map((line) => `${line}\n`).join(''));
      closeSync(descriptor);
      renameSync(unfinished, this.path);
    } catch (thrown) {
      if (isOurs) rmSync(unfinished, { force: true });
      throw thrown instanceof ConfigError ? thrown : unwritable(this.path, thrown);
    }
  }

  /** Empty where there is none. */
  #text(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return '';
      throw thrown;
    }
  }

  #read(): KeyRing {
    const { mtimeMs, ino, size } = statSync(this.path);
    const mark = `${mtimeMs} ${ino} ${size}`;
    if (this.#last?.mark !== mark) this.#last = { mark, ring: parseKeyRing(readFileSync(this.path, 'utf8')) };
    return this.#last.ring;
  }
}

function storesOf(text: string): readonly string[] {
  return [...text.matchAll(usedBy)].flatMap(([, id]) => (id === undefined ? [] : [id]));
}

/** Whoever has made it may change the keys. */
function openAlone(path: string): number {
  try {
    return openSync(path, 'wx', ownerOnly);
  } catch (thrown) {
    const left = statSync(path, { throwIfNoEntry: false });
    if (codeOf(thrown) !== 'EEXIST' || left?.isFile() !== true || Date.now() - left.mtimeMs < staleMs) throw thrown;
    rmSync(path, { force: true });
    return openSync(path, 'wx', ownerOnly);
  }
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined);

function gone(path: string): ConfigError {
  return new ConfigError({
    code: 'secrets.keys.unreadable',
    message: { en: `The master keys are gone: there is no ${path}`, zh: `主密钥已不在：没有 ${path}` },
    cure: { en: 'Put the file back from its backup first.', zh: '请先从备份中恢复该文件。' },
  });
}

function unwritable(path: string, cause: unknown): ConfigError {
  const message =
    codeOf(cause) === 'EEXIST'
      ? {
          en: `The master keys cannot be written to ${path}: another process is writing ${path}.unfinished`,
          zh: `无法把主密钥写入 ${path}：另一进程正在写入 ${path}.unfinished`,
        }
      : { en: `The master keys cannot be written to ${path}`, zh: `无法把主密钥写入 ${path}` };
  return new ConfigError({ code: 'secrets.keys.unwritable', message, cause });
}
