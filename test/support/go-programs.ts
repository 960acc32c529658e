import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const home = join(process.cwd(), 'node_modules', '.cache', 'go-programs');

type Found = { readonly path: string } | { readonly missing: string };

/** A program that a Go module holds: of PATH, or installed beside the other caches. Else the reason. */
export function findGoProgram(name: string, module: string): Found {
  if (spawnSync(name, ['--help']).error === undefined) return { path: name };
  const path = join(home, name);
  if (existsSync(path)) return { path };
  const env = { ...process.env, GOBIN: home, GOFLAGS: '-p=1' };
  const go = spawnSync('go', ['install', module], { encoding: 'utf8', env });
  if (go.error !== undefined) return { missing: `there is no ${name}, and no go that could install it` };
  return existsSync(path) ? { path } : { missing: `go installs no ${module}: ${go.stderr.slice(-300)}` };
}

/** The folder of a Go module, whose files are read. */
export function findGoModule(module: string): Found {
  const go = spawnSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8', cwd: '/' });
  if (go.error !== undefined) return { missing: 'there is no go' };
  const [, path] = /"Dir": "([^"]+)"/.exec(go.stdout) ?? [];
  return path === undefined ? { missing: `go has no ${module}: ${go.stdout.slice(0, 300)}` } : { path };
}
