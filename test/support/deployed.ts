import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enHelp } from '../../src/cli/texts/en-help.ts';
import { isObject, type JsonObject, readText } from '../../src/util/json.ts';
import { beginLarkstream, type Running } from './begin-larkstream.ts';
import type { ServiceFolder } from './serving.ts';

/** A process of the service as a file of a deployment starts it. */
export interface Deployed {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What lies elsewhere in a test: places of the deployment, by what stands there. */
  readonly places: Readonly<Record<'store' | 'keys' | 'files', string>>;
}

/** What a process that was started as deployed says of itself, and answers. */
export interface Answering {
  readonly running: Running;
  readonly url: string;
  readonly line: JsonObject;
}

/** Starts it with the options and variables of the deployment; only addresses are of the test. */
export async function beginDeployed(
  { argv, env, places }: Deployed,
  { folder, store }: { readonly folder: ServiceFolder; readonly store: string },
): Promise<Answering> {
  const files = join(folder.path, 'files');
  mkdirSync(files, { recursive: true });
  const address = join(folder.path, 'store');
  writeFileSync(address, `${store}\n`);
  const here = { store: address, keys: folder.keys, files };
  const moved = (text: string): string =>
    (['store', 'keys', 'files'] as const).reduce((known, name) => known.replaceAll(places[name], here[name]), text);
  const words = argv.map((word) => moved(word).replace(/^--port=\d+$/, '--port=0'));
  const port = words.indexOf('--port');
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, moved(value)]));
  const running = beginLarkstream(port < 0 ? words : words.with(port + 1, '0'), variables);
  const line = await running.next('serving');
  return { running, line, url: readText(line, 'url') ?? '' };
}

/** Variables that the program does not know. */
export function unknownVariables(names: Iterable<string>): readonly string[] {
  const known = Object.keys(enHelp.help.environmentList);
  return [...names].filter((name) => name.startsWith('LARKSTREAM_') && !known.includes(name));
}

/** The port that `larkstream serve` has where none is named. */
export const defaultPort: number = Number(
  /--port .*?\(default: (\d+)\)/s.exec(readFileSync('docs/reference/cli.md', 'utf8'))?.[1],
);

/** A part of a document, which must be there. */
export function partOf(of: unknown, ...path: readonly (string | number)[]): unknown {
  let found = of;
  for (const name of path) {
    if (Array.isArray(found)) found = found[Number(name)];
    else if (isObject(found)) found = found[name];
    else throw new Error(`There is no ${path.join('.')}`);
  }
  return found;
}
