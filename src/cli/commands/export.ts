import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import { writeFault } from '../../model/write-fault.ts';
import { hasFolder } from '../../util/has-folder.ts';
import { assertFree } from '../assert-free.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { filesOfThings } from '../remote/read-things.ts';

interface ExportFlags extends RemoteFlags {
  readonly force?: boolean;
}

/** As the service names them: a folder by the kind, and a name without any sign that leads out of it. */
const goodPath = /^[a-z]+\/[\p{L}\p{N}_-]+\.yaml$/u;

/** `larkstream export`: all integrations, destinations, pipelines, handlers, triggers and alert channels of a service as files without secrets. */
export async function exportFiles(folder: string, flags: ExportFlags, context: Context): Promise<number> {
  const { texts, style, say, emit } = context;
  const { files } = await withRemote(flags, context, (client, signal) => client.call('GET /export', { signal }));
  const wanted = files.map(({ path, text }) => ({ file: join(folder, checked(path)), text }));
  const changed = wanted.filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  if (flags.force !== true) for (const { file } of changed) assertFree(file);
  for (const { file, text } of changed) {
    write(file, text);
    emit({ event: 'exported_file', file });
  }
  const names = new Set(files.map(({ path }) => path));
  const left = filesOfThings(folder).filter((path) => !names.has(path));
  for (const path of left) emit({ event: 'left_file', file: join(folder, path) });
  emit({ event: 'exported', files: files.length, written: changed.length });
  say(texts.remote.exported({ files: files.length, written: changed.length, folder }));
  say(style.dim(texts.remote.secretsApart));
  // What was deleted in the service would come back with the next `apply`.
  for (const path of left) say(`${style.yellow('!')} ${texts.remote.leftFile(join(folder, path))}`);
  return exitCodes.done;
}

function checked(path: string): string {
  if (goodPath.test(path)) return path;
  throw new ConfigError({
    code: 'api.answer.foreign',
    message: { en: 'The service names a file that is none of an export', zh: '服务返回的文件名不属于导出内容' },
  });
}

/** @throws ConfigError `serve.file.failed` */
function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (thrown) {
    const message = thrown instanceof Error ? writeFault(file, thrown, hasFolder(file)) : undefined;
    throw message === undefined ? thrown : new ConfigError({ code: 'serve.file.failed', message, cause: thrown });
  }
}
