import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandNames } from '../../src/cli/texts/help-texts.ts';
import { failingSituations } from '../support/failing-situations.ts';
import { FailingTenant } from '../support/failing-tenant.ts';
import { controlSigns, englishWords, halfWidthColons, wideLines } from '../support/language-faults.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { walkColumns as columns, walk } from '../support/walk.ts';

/** Whatever goes wrong, it is told wholly in the language of the screen. */
const tenant = await FailingTenant.start();
const good = tenant.file('good');

beforeAll(async () => {
  await runInProcess(['sync', good, '--quiet']);
});
afterAll(() => tenant[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

test('help of every command', async () => {
  for (const argv of [['--help'], ...commandNames.map((name) => [name, '--help'])]) {
    const english = await runInProcess(argv, { columns });
    const chinese = await runInProcess([...argv, '--lang', 'zh'], { columns });
    for (const { code, out } of [english, chinese]) {
      expect({ code, controls: controlSigns(out), wide: wideLines(out, columns) }).toEqual({
        code: 0,
        controls: [],
        wide: [],
      });
    }
    // Names of commands and arguments stand at the beginning.
    const described = chinese.out.replaceAll(/^(?:用法.*| {2}[a-z]\w*)/gm, ' ');
    expect(englishWords(described), argv.join(' ')).toEqual([]);
    expect(halfWidthColons(chinese.out), argv.join(' ')).toEqual([]);
    expect(english.out).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test('the sandbox says how it runs', async () => {
  const argv = ['sandbox', '--users', '3', '--records', '1', '--lang', 'zh'];
  for (const limits of ['documented', 'off', '10']) {
    const { out } = await runInProcess([...argv, '--limits', limits], { columns, endWhen: /Ctrl-C/ });
    // What follows is a file to be copied.
    const [said = ''] = out.split('可用的配置');
    expect(said).toContain('限频');
    expect(englishWords(said)).toEqual([]);
    expect(said).not.toMatch(/documented|off|seed/);
  }
});

describe.each(Object.entries(failingSituations(tenant, good)))('%s', (_, situation) => {
  test('in English, in Chinese and as JSON', () => walk(situation, tenant), 60_000);
});
