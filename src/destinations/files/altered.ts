import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Alteration, PlannedStream } from '../../model/destination.ts';
import { type PublishedFile, readManifest } from './manifest.ts';

/** Whether a file is as long as it was written; what it holds is not read again. */
export function isAsWritten(folder: string, { path, bytes }: PublishedFile): boolean {
  const file = join(folder, path);
  return existsSync(file) && statSync(file).size === bytes;
}

/** Streams whose files another program has removed or changed. The store beside them has the rows, except for earlier versions. */
export function findAlteredFiles(folder: string, streams: readonly PlannedStream[]): Alteration[] {
  const manifest = readManifest(folder);
  return streams.flatMap(({ stream, mode }) => {
    // A crash in the middle of publishing is ours.
    if (manifest.publishing.includes(stream.name)) return [];
    const files = manifest.streams[stream.name]?.files ?? [];
    const changed = files.filter((file) => !isAsWritten(folder, file)).map(({ path }) => path);
    if (changed.length === 0) return [];
    const names = changed.join(', ');
    const message = { en: `files are gone or were changed: ${names}`, zh: `文件已被删除或修改：${names}` };
    return [{ stream: stream.name, message, ...(mode === 'append' ? {} : { isRestored: true as const }) }];
  });
}
