import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textsOf } from '../../src/cli/choose-language.ts';
import { createContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createStyle } from '../../src/cli/style.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { silentTerminal } from '../support/silent-terminal.ts';

/** Options and arguments that take every word after them must not take the configuration too. */
const style = createStyle(false);
const program = createProgram(
  createContext({ terminal: silentTerminal, texts: textsOf('en'), style, errorStyle: style }),
  () => {},
);
/** `listen` is the one that takes configurations. */
const greedy = program.commands
  .filter((command) => command.name() !== 'listen')
  .flatMap((command) => [
    ...command.options.filter(({ variadic }) => variadic).map(({ long }) => [command.name(), String(long), 'before']),
    // What comes before them is a word of the command's own.
    ...command.registeredArguments
      .filter(({ variadic }) => variadic)
      .map(() => [command.name(), command.name() === 'events' ? 'replay' : 'x', '--config']),
  ]);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-eaten-'));
  writeFileSync(join(folder, 'settings.conf'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('there are such options', () => {
  expect(greedy.map(([command, word]) => `${command} ${word}`)).toEqual(
    expect.arrayContaining(['sync --streams', 'sync --exclude', 'init --approval', 'init --base', 'events replay']),
  );
});

describe.each(greedy)('%s %s', (command, word, where) => {
  test.each(['fast.yaml', 'fast.yml', 'FAST.JSON', 'contact_users,fast.yaml', 'settings.conf'])(
    'a file after it is refused, with the place where it belongs: %s',
    async (name) => {
      const file = name === 'settings.conf' ? join(folder, name) : name;
      const words = [command ?? '', word ?? '', ...(where === '--config' ? [] : ['contact_users']), file];
      for (const lang of ['en', 'zh']) {
        const { code, error } = await runInProcess([...words, '--lang', lang]);
        expect(code).toBe(2);
        expect(error).toContain('config.usage.invalid');
        expect(error).toContain(lang === 'en' ? 'not a file' : '而不是文件');
        expect(error).toContain(where === 'before' ? word : where);
      }
    },
  );
});
