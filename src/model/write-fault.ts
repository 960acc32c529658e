import type { Message } from './message.ts';

type Sentence = (path: string, hasFolder: boolean) => Message;

const sentences: Readonly<Record<string, Sentence>> = {
  // Also of a link that leads nowhere, and in folders such as /proc, in which nothing can be made.
  ENOENT: (path, hasFolder) =>
    hasFolder
      ? { en: `${path} cannot be created in its folder`, zh: `无法在所在文件夹中创建 ${path}` }
      : { en: `The folder of ${path} does not exist`, zh: `${path} 所在的文件夹不存在` },
  ENOTDIR: (path) => ({
    en: `A part of ${path} is a file, not a folder`,
    zh: `${path} 的上级路径中有一个是文件，而不是文件夹`,
  }),
  EISDIR: (path) => ({ en: `${path} is a folder, not a file`, zh: `${path} 是文件夹，不是文件` }),
  EACCES: (path) => ({
    en: `The current user may not write ${path}`,
    zh: `当前用户无权写入 ${path}`,
  }),
  EROFS: (path) => ({ en: `${path} is on a read-only file system`, zh: `${path} 位于只读文件系统` }),
  ENOSPC: (path) => ({ en: `No space is left for ${path}`, zh: `磁盘空间不足，无法写入 ${path}` }),
  ENAMETOOLONG: (path) => ({ en: `The name ${path.slice(0, 80)}… is too long`, zh: `名称 ${path.slice(0, 80)}… 过长` }),
};

const sameAs: Readonly<Record<string, string>> = { EPERM: 'EACCES', EEXIST: 'ENOTDIR', EDQUOT: 'ENOSPC' };

/**
 * Why the system does not let a path be written, in a sentence; undefined for what is none of the ordinary reasons. `hasFolder`: the
 * folder that it is to lie in is there, which only who writes can find out.
 */
export function writeFault(path: string, thrown: unknown, hasFolder: boolean): Message | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return sentences[sameAs[code] ?? code]?.(path, hasFolder);
}
