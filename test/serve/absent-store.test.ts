import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textsOf } from '../../src/cli/choose-language.ts';
import { createContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createStyle } from '../../src/cli/style.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { silentTerminal } from '../support/silent-terminal.ts';

/** What works on a store that is there, with the words of a right call. */
const expecting: readonly (readonly string[])[] = [
  ['backup', 'service.backup'],
  ['keys', 'list'],
  ['keys', 'verify'],
  ['keys', 'add'],
  ['keys', 'rotate'],
  ['keys', 'retire', 'k1'],
  ['admin', 'add', 'bob'],
  ['admin', 'reset'],
  ['admin', 'reset', 'alice'],
  ['adopt', 'events.db'],
];
/** What may make one. */
const making: readonly string[] = ['serve', 'restore', 'admin create'];

test('every command that takes the place of a store is known to expect one or to make one', () => {
  const style = createStyle(false);
  const context = createContext({ terminal: silentTerminal, texts: textsOf('en'), style, errorStyle: style });
  const commands = createProgram(context, () => {})
    .commands.filter(({ options }) => options.some(({ long }) => long === '--data'))
    .flatMap((command) => {
      const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
      return choices.length === 0 ? [command.name()] : choices.map((choice) => `${command.name()} ${choice}`);
    });
  const named = expecting.map(([name, word]) => (name === 'keys' || name === 'admin' ? `${name} ${word}` : name));
  expect([...commands].sort()).toEqual([...new Set([...named, ...making])].sort());
});

test('where there is no store, whatever expects one says so and what to name, and makes nothing', async () => {
  using folder = new ServiceFolder();
  const server = await sharedPostgres();
  const url = await server.newDatabase();
  writeFileSync(join(folder.path, 'events.db'), '');
  const before = readdirSync(folder.path);
  const inFolder = ['--data', join(folder.path, 'deep', 'er')];
  // `keys` is a file: nothing can lie below it.
  const belowFile = ['--data', join(folder.keys, 'below')];
  for (const [name = '', word = '', ...more] of expecting) {
    const isFile = name === 'backup' || name === 'adopt';
    const argv = [name, isFile ? join(folder.path, word) : word, ...more, '--json'];
    for (const place of [inFolder, ['--store', url], ...(name === 'backup' ? [belowFile] : [])]) {
      const { code, events } = await runInProcess([...argv, ...place], { env: folder.env });
      expect({ code, events }, `${argv.join(' ')} ${place.join(' ')}`).toMatchObject({
        code: 2,
        events: [{ event: 'error', code: 'serve.store.absent', cure: expect.stringContaining('--data') }],
      });
    }
  }
  expect(readdirSync(folder.path)).toEqual(before);
  expect(await server.query(url, "SELECT 1 FROM pg_namespace WHERE nspname LIKE 'larkstream%'")).toEqual([]);
  await server.dropDatabase(url);
});

test('a first administrator with too short a password makes no store', async () => {
  using folder = new ServiceFolder();
  const file = join(folder.path, 'password');
  writeFileSync(file, 'short');
  const argv = ['admin', 'create', 'alice', '--password-file', file, '--data', folder.data, '--json'];
  expect(await runInProcess(argv, { env: folder.env })).toMatchObject({
    code: 2,
    events: [{ code: 'config.setting.invalid' }],
  });
  expect(existsSync(folder.data)).toBe(false);
});
