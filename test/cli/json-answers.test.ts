import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CommandName, commandNames } from '../../src/cli/texts/help-texts.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { runInProcess } from '../support/run-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-json-'));
const absent = join(folder, 'absent.yaml');
const broken = join(folder, 'broken.yaml');
writeFileSync(broken, 'source: [');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command needs before it can fail on its own. */
const failing: Readonly<Record<CommandName, readonly (readonly string[])[]>> = {
  demo: [],
  init: [[broken]],
  doctor: [[absent], [broken]],
  check: [[absent], [broken]],
  discover: [[absent], [broken]],
  sync: [[absent], [broken], [absent, '--live', '--full'], [absent, '--streams']],
  status: [[absent], [broken], ['--limit', 'x']],
  query: [[], ['SELECT 1', absent]],
  preview: [[], ['contact_users', absent]],
  reset: [[], ['contact_users', absent]],
  listen: [[absent], [broken]],
  events: [
    [absent],
    ['--config', absent],
    ['--state', 'asleep'],
    ['replay'],
    ['show', 'ev_1', '--server', 'http://127.0.0.1:1'],
    ['why', 'ev_1', '--config', absent],
    ['replay', 'nosuch', '--config', absent],
  ],
  connection: [[], ['refresh', absent], ['dance']],
  serve: [
    ['--roles', 'cook'],
    ['--store', 'postgres://nobody@127.0.0.1:1/none'],
  ],
  admin: [['promote'], ['reset', '--store', 'postgres://nobody@127.0.0.1:1/none']],
  keys: [[], ['retire'], ['verify', '--store', 'postgres://nobody@127.0.0.1:1/none']],
  backup: [[], [absent, '--store', 'postgres://nobody@127.0.0.1:1/none'], [broken]],
  restore: [[], [absent], [broken]],
  pipelines: [[], ['dance'], ['--server', 'http://127.0.0.1:1'], ['list', '--limit', 'x']],
  runs: [[], ['dance'], ['--server', 'nowhere'], ['log', '--token-file', absent, '--server', 'http://127.0.0.1:1']],
  triggers: [
    [],
    ['dance'],
    ['dry-run', 'tr_1', '--server', 'http://127.0.0.1:1', '--token-file', broken],
    ['list', '--limit', 'x'],
    ['show', 'tr_1', '3', '--server', 'http://127.0.0.1:1'],
  ],
  handlers: [[], ['test', '--server', 'nowhere'], ['show', '--limit', '1']],
  sessions: [[], ['erase', '--token-file', absent, '--server', 'http://127.0.0.1:1'], ['list', 'se_1']],
  turns: [[], ['cancel', '--server', 'http://127.0.0.1:1'], ['replay', 'tu_1', '--state', 'dead']],
  tenants: [[], ['show', 't_1'], ['forget', 't_1', '--integration', 'x', '--server', 'http://127.0.0.1:1']],
  adopt: [[], [absent, '--store', 'postgres://nobody@127.0.0.1:1/none']],
  export: [[], [folder, '--server', 'http://127.0.0.1:1']],
  apply: [[], ['-f', absent], ['-f', broken, '--server', 'http://127.0.0.1:1']],
  sandbox: [
    ['--port', 'x'],
    ['--limits', 'some'],
  ],
  spec: [['surplus', 'surplus']],
  completion: [[], ['tcsh']],
};

const cases = commandNames.flatMap((name) => [['--nope'], ...failing[name]].map((argv) => [name, argv] as const));

describe('with --json every failure is answered in JSON, in either language', () => {
  test.each([...cases, ['syncc', []], ['', []]] as const)('%s %j', async (name, argv) => {
    for (const lang of ['en', 'zh']) {
      const { code, out } = await runInProcess([...(name === '' ? [] : [name]), ...argv, '--json', '--lang', lang]);
      expect(code).toBeGreaterThan(0);
      const lines = out.trimEnd().split('\n').map(tryParseJson);
      expect(lines.every(isObject)).toBe(true);
      expect(lines.at(-1)).toMatchObject({ event: 'error', code: expect.any(String), message: expect.any(String) });
      expect(lines.at(-1)).not.toMatchObject({ code: 'internal.unexpected' });
    }
  });
});
