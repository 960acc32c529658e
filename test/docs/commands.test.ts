import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { repeatsItsTwin } from '../support/doc-blocks.ts';
import { provideDuckdb } from '../support/duckdb-program.ts';
import { botPage, forgetPage, runbookPage, servicePages } from '../support/service-pages.ts';

const pages = [...globSync('*.md'), ...globSync('docs/**/*.md')]
  .map((page) => page.replaceAll('\\', '/'))
  .filter((page) => !repeatsItsTwin(page) && ![...servicePages, botPage, forgetPage, runbookPage].includes(page))
  .toSorted();

/** Commands as they are printed, one for each line, without the remark behind it. */
function commandsOf(page: string): string[] {
  const fence = /^( *)```sh\n([\s\S]*?)^\1```/gm;
  return [...readFileSync(page, 'utf8').matchAll(fence)].flatMap(([, indent = '', text = '']) =>
    text
      .replaceAll(new RegExp(`^${indent}`, 'gm'), '')
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** What no test can run here, and what shows it instead. */
const notRun: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  {
    pattern: /^docker /,
    because: 'there is no engine; test/package/dockerfiles.test.ts and test/airbyte check the files',
  },
  {
    pattern: /^npm (ci|test|install|pack|run check|run test)/,
    because: 'CI runs them; test/package installs the packed package',
  },
  { pattern: /^npx vitest (?:run|--project) /, because: 'it would run tests inside of this one' },
  { pattern: /^pip /, because: 'another language’s packages' },
  {
    pattern: /^npm run larkstream -- serve\b/,
    because: 'as root it writes into folders of the system; test/serve runs it with folders of its own',
  },
  {
    pattern: /^larkstream triggers listen /,
    because: 'it needs a service with a trigger; test/bots/listening.test.ts runs it',
  },
  { pattern: /setfacl/, because: 'needs a group of the machine' },
];

/** Commands that stay until they are stopped, and what they print when they are there. */
const stays: readonly { readonly pattern: RegExp; readonly until: RegExp }[] = [
  { pattern: /demo --live/, until: /events? →/ },
  { pattern: /sync --live/, until: /follow|Ctrl-C|跟随/ },
  { pattern: /sync --every/, until: /next run begins/ },
  { pattern: /(^| )listen/, until: /Ctrl-C/ },
  { pattern: /(^| )sandbox/, until: /Ctrl-C/ },
];

let folder = '';
let sandbox: Sandbox;
let duckdb = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-commands-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 12,
    departments: 3,
    approvals: { definitions: 1, instancesPerDay: 4, days: 5 },
    attendance: { days: 5 },
    bases: [{ tables: 1, records: 30 }],
    events: { mode: 'long_connection' },
  });
  const main = join(process.cwd(), 'src', 'main.ts');
  const larkstream = join(folder, 'larkstream');
  writeFileSync(larkstream, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(larkstream, 0o755);
  duckdb = provideDuckdb(folder);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a person answers to `init`, and where the App Secret comes from. */
const answers = (): string =>
  [
    `--yes --region feishu --base-url ${sandbox.url} --app-id ${sandbox.options.appId}`,
    `--modules approval,base,attendance,contact --approval ${sandbox.tenant.approvals.approvalCodes.join(' ')}`,
    `--base ${sandbox.tenant.tables.appTokens.join(' ')}`,
    `--start-date ${new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10)}`,
  ].join(' ');

function begin(command: string, cwd: string): ChildProcess {
  return spawn('/bin/bash', ['-c', `set -e\n${command}`], {
    cwd,
    detached: true,
    env: {
      ...bareEnvironment(),
      PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: cwd,
      NO_COLOR: '1',
      LARK_APP_SECRET: sandbox.options.appSecret,
    },
  });
}

/** Runs a command to its end, or until it prints what it waits for, and then stops it as Ctrl-C does. */
async function run(command: string, cwd: string): Promise<{ readonly isGood: boolean; readonly out: string }> {
  const child = begin(command, cwd);
  const until = stays.find(({ pattern }) => pattern.test(command))?.until;
  let out = '';
  let isStopped = false;
  const take = (text: string): void => {
    out += text;
    if (until === undefined || isStopped || !until.test(out) || child.pid === undefined) return;
    isStopped = true;
    process.kill(-child.pid, 'SIGINT');
  };
  child.stdout?.setEncoding('utf8').on('data', take);
  child.stderr?.setEncoding('utf8').on('data', take);
  const [code] = await once(child, 'close');
  // npm and the shell end by the signal too, whatever the command's own code.
  return { isGood: code === 0 || (isStopped && (code === null || code === 130)), out };
}

const isRun = (command: string): boolean => !notRun.some(({ pattern }) => pattern.test(command));
const withCommands = pages.filter((page) => commandsOf(page).some(isRun));

test('there are commands to run', () => {
  expect(withCommands).toEqual(expect.arrayContaining(['README.md', 'docs/how-to/first-sync.md']));
});

describe.skipIf(process.platform === 'win32').each(withCommands)('%s', (page) => {
  test('its commands work, with the names that it prints', async () => {
    const cwd = join(folder, page.replaceAll(/\W/g, '_'));
    mkdirSync(cwd);
    const main = join(process.cwd(), 'src', 'main.ts');
    const scripts = { larkstream: `'${process.execPath}' '${main}'`, demo: `'${process.execPath}' '${main}' demo` };
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts }));
    mkdirSync(join(cwd, '.config', 'fish', 'completions'), { recursive: true });
    const commands = commandsOf(page).filter(isRun);
    // Pages that do not begin at the beginning go on with a configuration and its first sync.
    if (!commands.some((command) => / init\b/.test(command))) {
      expect(await run(`larkstream init ${answers()} --no-check && larkstream sync --quiet`, cwd)).toMatchObject({
        isGood: true,
      });
    }
    let exported = '';
    for (const printed of commands) {
      if (printed.startsWith('export ')) exported += `${printed}; `;
      const command = /(larkstream|--) init$/.test(printed)
        ? `${printed} ${answers()}`
        : / init /.test(printed)
          ? `${printed} --no-check`
          : printed;
      const { isGood, out } = await run(exported + command, cwd);
      expect(isGood, `${page} (duckdb: ${duckdb}): ${printed}\n${out}`).toBe(true);
    }
  }, 120_000);
});
