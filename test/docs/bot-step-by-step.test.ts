import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../src/model/errors.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { docBlocks } from '../support/doc-blocks.ts';
import { freePort } from '../support/free-port.ts';
import { botPage } from '../support/service-pages.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const blocks = docBlocks(readFileSync(botPage, 'utf8'));
const textOf = (pattern: RegExp): string =>
  must(
    blocks.find(({ text }) => pattern.test(text)),
    String(pattern),
  ).text;

let folder: ServiceFolder;
let cwd = '';
let store = '';
let ports: ReadonlyMap<string, number>;
const terminals: ChildProcess[] = [];

/** What the page names, in the place that it has here. */
const placed = (text: string): string =>
  [...ports].reduce((placing, [port, free]) => placing.replaceAll(port, String(free)), text);

beforeAll(async () => {
  folder = new ServiceFolder();
  store = await (await sharedPostgres()).newDatabase();
  ports = new Map([
    ['8800', await freePort()],
    ['8700', await freePort()],
    ['3000', await freePort()],
  ]);
  cwd = join(folder.path, 'bot');
  mkdirSync(cwd);
  const larkstream = join(folder.path, 'larkstream');
  writeFileSync(larkstream, `#!/bin/sh\nexec '${process.execPath}' '${join(process.cwd(), 'src', 'main.ts')}' "$@"\n`);
  chmodSync(larkstream, 0o755);
}, 120_000);
afterAll(async () => {
  for (const { pid, exitCode } of terminals) if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGTERM');
  await Promise.all(terminals.map((child) => (child.exitCode === null ? once(child, 'close') : undefined)));
  folder[Symbol.dispose]();
});

function begin(script: string): { readonly child: ChildProcess; readonly out: () => string } {
  const child = spawn('/bin/bash', ['-c', script], {
    cwd,
    detached: true,
    env: {
      ...bareEnvironment(),
      ...folder.env,
      PATH: [folder.path, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: folder.path,
      NO_COLOR: '1',
    },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
  return { child, out: () => out };
}

/** A terminal of its own, in which a command stays; gives what it prints until it is there. */
async function terminal(command: string, isThere: RegExp): Promise<string> {
  const { child, out } = begin(command);
  terminals.push(child);
  await expect.poll(out, { timeout: 60_000, message: command }).toMatch(isThere);
  return out();
}

async function tokenOf(link: string): Promise<string> {
  const origin = new URL(link).origin;
  const [, secret = ''] = link.split('#token=');
  const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const sent = { 'content-type': 'application/json', origin, 'idempotency-key': path, ...headers };
    return await fetch(origin + path, { ...init, headers: sent });
  };
  const password = 'at least 12 characters';
  await post('/api/v1/setup', { secret, login: 'alice', name: 'Alice', password });
  const signedIn = await post('/api/v1/sign-in', { login: 'alice', password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const made = await post('/api/v1/me/tokens', { name: 'terminal', role: 'admin', days: 30 }, { cookie });
  return /"token":"([^"]+)"/.exec(await made.text())?.[1] ?? '';
}

/** Where the page says it: when its key is there. */
async function startBot(): Promise<void> {
  terminals.push(begin(placed(textOf(/node bot\.ts/))).child);
  const status = () =>
    fetch(`http://127.0.0.1:${ports.get('3000')}/`, { method: 'POST' }).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 30_000 }).toBe(401);
}

describe.skipIf(process.platform === 'win32')(botPage, () => {
  test('whoever does what it says, with the names that it prints, is answered', async () => {
    const sandbox = await terminal(placed(textOf(/^larkstream sandbox --port/)), /Ctrl-C/);
    const serve = textOf(/^larkstream serve/m)
      .trim()
      .replace('--data trial', `--store ${store}`);
    const served = await terminal(`${serve} --port ${ports.get('8700')} --log text`, /#token=\S+/);
    const link = /http:\S+#token=\S+/.exec(served)?.[0] ?? '';
    const [, appId = '', secret = ''] = /app id +(\S+)\n.*app secret +(\S+)/.exec(sandbox) ?? [];
    writeFileSync(join(cwd, 'company.yaml'), placed(textOf(/^kind: integration/)).replace('cli_…', appId));
    writeFileSync(join(cwd, 'talk.txt'), textOf(/^ann:/));
    const page = readFileSync('docs/how-to/answer-messages.md', 'utf8');
    const example = must(
      docBlocks(page).find(({ language }) => language === 'ts'),
      'the example',
    );
    writeFileSync(join(cwd, 'bot.ts'), example.text);
    const token = await tokenOf(link);
    let settings = '';
    const said: string[] = [];
    for (const { text } of blocks.filter(({ language }) => language === 'sh')) {
      const script = placed(text)
        .replace(/LARKSTREAM_TOKEN=lks_…/, `LARKSTREAM_TOKEN=${token}`)
        .replace(/LARK_APP_SECRET=…/, `LARK_APP_SECRET=${secret}`);
      if (script.startsWith('larkstream handlers test')) await startBot();
      const { child, out } = begin(`set -eo pipefail\n${settings}${script}`);
      const [code] = await once(child, 'close');
      expect(code, `${script}\n${out()}`).toBe(0);
      if (script.startsWith('export ')) settings = `${script.replaceAll(/^(?!export ).*$/gm, '')}\n`;
      said.push(out());
    }
    expect(said.join('')).toMatch(/said: What is for lunch\?/);
  }, 240_000);
});
