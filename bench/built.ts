import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = `${root}node_modules/.cache/larkstream-bench`;
let isBuilt = false;

/** A file of the package as it is installed. It is built anew for each benchmark: a `dist` that lies around may be an old one. */
export function built(file: string): string {
  const folder = `${home}/dist`;
  if (!isBuilt) {
    const tsc = [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json', '--outDir', folder];
    execFileSync(process.execPath, tsc, { cwd: root });
    // The program reads its version from there.
    copyFileSync(`${root}package.json`, `${home}/package.json`);
    isBuilt = true;
  }
  return `${folder}/${file}`;
}
