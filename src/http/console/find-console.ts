import { fileURLToPath } from 'node:url';

/** Where the files of the console are: beside the built program, which `npm run build` also serves a program from its sources. */
export function findConsole(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? '../../../dist/console/' : '../../console/', import.meta.url));
}
