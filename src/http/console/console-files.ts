import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** How browsers may get a file, the smallest first. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  json: 'application/json',
  woff2: 'font/woff2',
};

/** A file as it goes to a browser. */
export interface SentFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly encoding: string | undefined;
}

/** A file of `assets/`, whose name holds a hash of what is in it; undefined when there is none of the name. */
export async function readAsset(folder: string, name: string, accepted: string): Promise<SentFile | undefined> {
  const [, ending = ''] = /^[\w-]+(?:\.[\w-]+)*\.(\w+)$/.exec(name) ?? [];
  const type = types[ending];
  if (type === undefined) return undefined;
  const path = join(folder, 'assets', name);
  for (const [encoding, suffix] of encodings) {
    const bytes = takes(accepted, encoding) ? await bytesOf(path + suffix) : undefined;
    if (bytes !== undefined) return { bytes, type, encoding };
  }
  const bytes = await bytesOf(path);
  return bytes === undefined ? undefined : { bytes, type, encoding: undefined };
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await readFile(path).catch(() => undefined);
}

/** The first page, as a browser wants it. */
export type IndexPage = (accepted: string) => SentFile;

/** The page that all addresses of the console have; undefined where the console is not built. */
export function openIndex(folder: string, publicUrl: string): IndexPage | undefined {
  const path = join(folder, 'index.html');
  if (!existsSync(path)) return undefined;
  // Below which path a proxy has put the service.
  const base = `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/`;
  const html = readFileSync(path, 'utf8').replace('<base href="/"', () => `<base href="${base}"`);
  const plain = new Uint8Array(Buffer.from(html));
  const made = { br: new Uint8Array(brotliCompressSync(plain)), gzip: new Uint8Array(gzipSync(plain)) };
  const type = 'text/html; charset=utf-8';
  return (accepted) => {
    const encoding = encodings.map(([name]) => name).find((name) => takes(accepted, name));
    return { bytes: encoding === undefined ? plain : made[encoding], type, encoding };
  };
}

/** Whether Accept-Encoding has an encoding, and not with a weight of nothing. */
function takes(accepted: string, encoding: string): boolean {
  return accepted.split(',').some((each) => {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}
