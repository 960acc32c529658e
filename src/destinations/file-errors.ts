import { ConfigError, LarkstreamError, TransientError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { writeFault } from '../model/write-fault.ts';
import { hasFolder } from '../util/has-folder.ts';

const lockHolder = /Conflicting lock is held in (.+?) \(PID (\d+)\)/;

/** What was being done when it failed: opening fails for what a person must change, the others may be tried again. */
export type FileOperation = 'opening' | 'reading' | 'writing';

const deeds: Readonly<Record<FileOperation, string>> = { opening: '打开', reading: '读取', writing: '写入' };

/**
 * DuckDB throws plain errors whose kind stands only in the text ("IO Error: …"), so the text decides.
 * Source: the messages of DuckDB 1.5 seen for each case in the tests of the destinations.
 */
function toWriteError(thrown: unknown, path: string, operation: FileOperation): LarkstreamError {
  if (thrown instanceof LarkstreamError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const firstLine = text.split('\n', 1)[0] ?? text;
  const holder = lockHolder.exec(text);
  if (holder !== null || text.includes('Could not set lock on file')) {
    const who =
      holder === null
        ? { en: 'another process', zh: '另一个进程' }
        : { en: `process ${holder[2]} (${holder[1]})`, zh: `进程 ${holder[2]}（${holder[1]}）` };
    const message = { en: `${path} is in use by ${who.en}`, zh: `${path} 正被${who.zh}占用` };
    const details = holder === null ? {} : { pid: Number(holder[2]) };
    return new TransientError({ code: 'destination.locked', message, details, cause: thrown });
  }
  if (/no space left on device|disk.* full|max_temp_directory_size/i.test(text)) {
    return new TransientError({
      code: 'destination.full',
      message: {
        en: `No space is left while ${operation} ${path}: ${firstLine}`,
        zh: `${deeds[operation]} ${path} 时空间不足：“${firstLine}”`,
      },
      cause: thrown,
    });
  }
  const ordinary = operation === 'opening' ? openFault(thrown, firstLine, path) : undefined;
  if (ordinary !== undefined) {
    return new ConfigError({ code: 'destination.open.failed', message: ordinary, cure: placeCure, cause: thrown });
  }
  if (operation === 'opening') {
    return new ConfigError({
      code: 'destination.open.failed',
      message: { en: `Cannot open ${path}: ${firstLine}`, zh: `无法打开 ${path}：“${firstLine}”` },
      cure: {
        en: 'Check the path, its permissions and, of a file, that it is a DuckDB database of this version.',
        zh: '检查路径及其权限；如是文件，请确认它是此版本的 DuckDB 数据库。',
      },
      cause: thrown,
    });
  }
  return new TransientError({
    code: 'destination.write.failed',
    message: {
      en: `${operation === 'reading' ? 'Reading' : 'Writing'} ${path} failed: ${firstLine}`,
      zh: `${deeds[operation]} ${path} 失败：“${firstLine}”`,
    },
    cause: thrown,
  });
}

const placeCure: Message = {
  en: 'Choose another `destination.path`, or give this user write permission there.',
  zh: '请改用其他 `destination.path`，或使当前用户可写入该位置。',
};

/** Ordinary mistakes about a place, each in a sentence; DuckDB reports them in its own words. */
function openFault(thrown: unknown, text: string, path: string): Message | undefined {
  if (text.endsWith('Is a directory')) {
    return { en: `${path} is a folder, not a database file`, zh: `${path} 是文件夹，不是数据库文件` };
  }
  if (text.includes('not a valid DuckDB database')) {
    return { en: `${path} is a file, but not a DuckDB database`, zh: `${path} 是文件，但不是 DuckDB 数据库` };
  }
  if (/Permission denied|Operation not permitted/.test(text)) {
    return writeFault(path, Object.assign(new Error(text), { code: 'EACCES' }), hasFolder(path));
  }
  return writeFault(path, thrown, hasFolder(path));
}

/** Does work on files; what it throws is a typed error. */
export async function withFileErrors<T>(
  operation: FileOperation,
  path: string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toWriteError(thrown, path, operation);
  }
}
