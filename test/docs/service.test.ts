import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readText } from '../../src/util/json.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { docBlocks } from '../support/doc-blocks.ts';
import { servicePages } from '../support/service-pages.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** A program by itself: what it prints is kept, so that the next line of a page can take an id out of it; a refusal ends the page. */
const prelude = `
curl() { command curl -sS --fail-with-body "$@" | tee last.json; return "\${PIPESTATUS[0]}"; }
answered() { node -e 'process.stdout.write(JSON.parse(require("fs").readFileSync("last.json", "utf8"))[process.argv[1]])' "$1"; }
touch state; . ./state
`;

let folder: ServiceFolder;
let sandbox: Sandbox;
let service: Serving;
let store = '';
let warehouse = '';
beforeAll(async () => {
  folder = new ServiceFolder();
  sandbox = await startSandbox({ limits: 'off', users: 12, departments: 3, events: { mode: 'long_connection' } });
  const server = await sharedPostgres();
  [store, warehouse] = [await server.newDatabase(), await server.newDatabase()];
  const files = join(folder.path, 'files');
  mkdirSync(files);
  service = await Serving.begin(
    ['--store', store, '--files-root', files, '--allow-base-url', '--allow-private-hosts'],
    folder.env,
  );
  const main = join(process.cwd(), 'src', 'main.ts');
  const larkstream = join(folder.path, 'larkstream');
  writeFileSync(larkstream, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(larkstream, 0o755);
}, 120_000);
afterAll(async () => {
  await service.stop();
  await sandbox.close();
  folder[Symbol.dispose]();
});

/** What a person puts where a page prints `…`. */
function given(name: string, printed: string): string {
  const [, secret = ''] = (readText(service.line, 'setup') ?? '').split('#token=');
  const known: Readonly<Record<string, string>> = {
    LARKSTREAM_SERVER: service.url,
    SETUP: secret,
    LARKSTREAM_TOKEN: '$(answered token)',
    LARK_APP_ID: sandbox.options.appId,
    LARK_APP_SECRET: sandbox.options.appSecret,
    WAREHOUSE: warehouse,
    SANDBOX: sandbox.url,
    CHAT: 'oc_1',
  };
  if (known[name] !== undefined) return known[name];
  if (!printed.includes('…')) return printed;
  return printed.includes('_…') ? '$(answered id)' : printed.replace('…', 'anything-else');
}

/** The commands of a page with this test's addresses in the place of those that are printed. */
function scriptOf(page: string): string {
  const commands = docBlocks(readFileSync(page, 'utf8')).filter(({ language }) => language === 'sh');
  return commands
    .map(({ text }) => text)
    .join('')
    .replaceAll(/^larkstream serve$/gm, '')
    .replaceAll(/^export (\w+)=(\S+)/gm, (_, name: string, printed: string) => `export ${name}=${given(name, printed)}`)
    .replaceAll('"region": "feishu"', `"region": "feishu", "baseUrl": "${sandbox.url}"`)
    .replaceAll('keys retire k-5e0b7c2d', 'keys retire k1')
    .replaceAll('--data /srv/', `--data ${folder.path}/`)
    .replaceAll(/^larkstream restore/gm, 'LARKSTREAM_STORE= larkstream restore');
}

describe.skipIf(process.platform === 'win32')('a person who reads one page after the other', () => {
  test.each(servicePages)('%s: its commands work, with the names that it prints', async (page) => {
    const script = scriptOf(page);
    expect(script).toContain('\n');
    const child = spawn(
      '/bin/bash',
      ['-c', `set -eo pipefail\n${prelude}\n${script}\ndeclare -px > state; declare -f api >> state`],
      {
        cwd: folder.path,
        env: {
          ...bareEnvironment(),
          ...folder.env,
          LARKSTREAM_STORE: store,
          PATH: [folder.path, dirname(process.execPath), process.env.PATH].join(delimiter),
          HOME: folder.path,
        },
      },
    );
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
    const [code] = await once(child, 'close');
    expect(code, `${page}\n${script}\n${out}\n${service.running.errors()}`).toBe(0);
  });
});
