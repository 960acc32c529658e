import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** Links that lead to each other have no end. */
const mostLinks = 40;

/** Whether what is written at the path would lie elsewhere than below the folder, because a link on the way leads there. */
export function leadsOutside(root: string, path: string): boolean {
  const real = realPathOf(path, mostLinks);
  const realRoot = realPathOf(root, mostLinks);
  return (
    real === undefined || realRoot === undefined || !real.startsWith(realRoot + (realRoot.endsWith(sep) ? '' : sep))
  );
}

/** Where a path leads, whether or not something is there yet; undefined when that cannot be told. */
function realPathOf(path: string, linksLeft: number): string | undefined {
  try {
    return realpathSync(path);
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (!isMissing || linksLeft === 0) return undefined;
  }
  // A link to what is not there yet: whoever writes would make it.
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) return realPathOf(resolve(dirname(path), readlinkSync(path)), linksLeft - 1);
  const folder = dirname(path) === path ? undefined : realPathOf(dirname(path), linksLeft);
  return folder === undefined ? undefined : join(folder, basename(path));
}
