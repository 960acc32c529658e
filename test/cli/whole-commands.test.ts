import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { textsOf } from '../../src/cli/choose-language.ts';
import { shells } from '../../src/cli/completion.ts';
import { createContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createStyle } from '../../src/cli/style.ts';
import { failingSituations } from '../support/failing-situations.ts';
import { FailingTenant } from '../support/failing-tenant.ts';
import { remoteSituations } from '../support/remote-situations.ts';
import { RemoteThings } from '../support/remote-things.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { silentTerminal } from '../support/silent-terminal.ts';
import { walk } from '../support/walk.ts';
import { serviceDemoSituation, workingSituations } from '../support/working-situations.ts';

/** Every command and option is walked, and all that they print is wholly in the language of the screen. */
const tenant = await FailingTenant.start();
const good = tenant.file('good');
const remote = await RemoteThings.start();
const postgres = await sharedPostgres();
const empty = await Promise.all(Array.from({ length: 6 }, () => postgres.newDatabase()));
const working = {
  ...workingSituations(tenant, good, { shared: await postgres.newDatabase(), empty }),
  ...(await remoteSituations(tenant, remote)),
};

beforeAll(async () => {
  await runInProcess(['sync', good, '--quiet']);
});
afterAll(async () => {
  await remote[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});
afterEach(() => vi.restoreAllMocks());

const style = createStyle(false);
const program = createProgram(
  createContext({ terminal: silentTerminal, texts: textsOf('en'), style, errorStyle: style }),
  () => {},
);

/** What is not walked, and why. */
const notWalked = new Set([
  // Each step and call, in English, for whoever helps.
  '--verbose',
  // A service demo with a chat page, which its own test plays.
  '--bot',
  // Another receiver must run for them to go well; they are walked without one.
  'connection: all is well',
]);

test('no command, option or choice of `larkstream --help` is left out', () => {
  const demo = serviceDemoSituation(tenant.folder);
  const situations = [...Object.values(working), demo, ...Object.values(failingSituations(tenant, good))];
  const walked = situations.map(({ argv, isFine, isAnyCode }) => ({ words: argv(), isFine: isFine ?? isAnyCode }));
  const isInAny = (...names: readonly (string | null | undefined)[]): boolean =>
    walked.some(({ words }) => names.some((name) => typeof name === 'string' && words.includes(name)));
  // The walk itself gives each situation these two.
  const everywhere = new Set(['--json', '--lang', '--help', ...notWalked]);
  const missing = program.commands.flatMap((command) => {
    const name = command.name();
    const own = walked.filter(({ words }) => words[0] === name);
    const options = command.options
      .filter(({ long, short }) => {
        const isShared = program.options.some((shared) => shared.long === long);
        if (isShared) return !isInAny(long, short);
        return !own.some(({ words }) => words.some((word) => word === long || word === short));
      })
      .flatMap(({ long }) => (typeof long !== 'string' || everywhere.has(long) ? [] : [`${name} ${long}`]));
    const choices = command.registeredArguments
      .flatMap((argument) => (argument.name() === 'shell' ? [...shells] : (argument.argChoices ?? [])))
      .filter((choice) => !own.some(({ words }) => words.includes(choice)))
      .map((choice) => `${name} ${choice}`);
    const asWell = `${name}: all is well`;
    return [
      ...(own.some(({ isFine }) => isFine === true) || notWalked.has(asWell) ? [] : [asWell]),
      ...options,
      ...choices,
    ];
  });
  expect(missing).toEqual([]);
  expect(program.commands.length).toBeGreaterThan(10);
});

describe.each(Object.entries(working))('%s', (_, situation) => {
  test('in English, in Chinese and as JSON', () => walk(situation, tenant), 240_000);
});
