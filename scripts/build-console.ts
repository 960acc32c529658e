import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const project = join(import.meta.dirname, '..');
const target = join(project, 'dist', 'console');
/** Of which sources the files are: a second build of the same ones has nothing to do. */
const stamp = '.made-of';

/** What the files are made from. The console imports the client and words of the model. */
const sources = [
  'console/**/*.{ts,tsx,css,html,json}',
  'src/{client,model,util}/**/*.ts',
  'scripts/reference/api/summaries.ts',
  'package-lock.json',
];

function digestOfSources(): string {
  const digest = createHash('sha256');
  for (const file of globSync(sources, { cwd: project, exclude: (name) => name.endsWith('.test.ts') }).sort())
    digest
      .update(file)
      .update('\0')
      .update(readFileSync(join(project, file)))
      .update('\0');
  return digest.digest('hex');
}

const isMadeOf = (digest: string): boolean =>
  existsSync(join(target, stamp)) && readFileSync(join(target, stamp), 'utf8') === digest;

/** Puts each text file beside itself in the two encodings that browsers ask for. */
function compress(folder: string): void {
  for (const file of globSync('**/*.{js,css,html,svg,json}', { cwd: folder })) {
    const bytes = readFileSync(join(folder, file));
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    writeFileSync(join(folder, `${file}.br`), brotli);
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

/** In a process of its own: a run of tests says `NODE_ENV=test`, for which React gives what it gives to developers. */
async function build(folder: string): Promise<void> {
  const vite = join(project, 'node_modules', 'vite', 'bin', 'vite.js');
  const argv = ['build', join(project, 'console'), '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, [vite, ...argv], { env: { ...process.env, NODE_ENV: 'production' } });
}

/**
 * Builds `dist/console` unless it is made of these very sources. It is built beside its place and moved there whole, for a service of a test
 * may be reading it.
 */
export async function buildConsole(): Promise<void> {
  const digest = digestOfSources();
  if (isMadeOf(digest)) return;
  const folder = join(project, 'dist', `console-${randomUUID()}`);
  await build(folder);
  compress(folder);
  writeFileSync(join(folder, stamp), digest);
  if (isMadeOf(digest)) return rmSync(folder, { recursive: true });
  // Hashed names: those who still have the old page find what it asks for until the next build.
  const old = `${folder}-old`;
  mkdirSync(join(project, 'dist'), { recursive: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(folder, target);
  rmSync(old, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildConsole();
  console.log(
    `dist/console: ${readdirSync(join(target, 'assets')).filter((file) => /\.(js|css)$/.test(file)).length} files`,
  );
}
