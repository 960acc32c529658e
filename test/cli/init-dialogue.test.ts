import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addressFlaw,
  appIdFlaw,
  dayFlaw,
  destinationFlaw,
  modulesFlaw,
  regionFlaw,
  secretFlaw,
} from '../../src/cli/init/flaws.ts';
import { initTexts } from '../../src/cli/init/texts.ts';
import { displayWidth } from '../../src/cli/print/display-width.ts';
import { codesFlaw } from '../../src/feeds/approval/questions.ts';
import { baseFlaw, mergeBases } from '../../src/feeds/base/questions.ts';
import { choiceFlaw } from '../../src/feeds/choose-from.ts';
import { languages } from '../../src/model/message.ts';
import { hasPseudoTerminal, runInTerminal } from '../support/run-in-terminal.ts';

/** What the dialogue of `init` looks like, and what it says of answers that it refuses. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-dialogue-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns = 40;

describe.runIf(hasPseudoTerminal)('in a narrow terminal', () => {
  test.each(languages)('lines end between words, and typing goes on where the question ends: %s', async (lang) => {
    const texts = initTexts[lang];
    const { code, screen, unasked } = await runInTerminal(
      ['init', '--lang', lang],
      [
        { when: '[feishu]', answer: 'nowhere' },
        { when: '[feishu]', answer: '' },
        { when: 'App', answer: 'nonsense' },
        { when: 'cli_…', answer: '\u0003' },
      ],
      { cwd: folder, columns },
    );
    expect(unasked, screen).toEqual([]);
    expect(code).toBe(130);
    const lines = stripVTControlCharacters(screen).split(/\r?\n/);
    for (const line of lines) expect(displayWidth(line.split('\r').at(-1) ?? ''), line).toBeLessThanOrEqual(columns);
    const compact = (text: string): string => text.replaceAll(/\s+/g, lang === 'en' ? ' ' : '');
    for (const text of [texts.intro, texts.appId, texts.stopped, appIdFlaw('nonsense')[lang]]) {
      expect(compact(lines.join('\n'))).toContain(compact(text));
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence that places the cursor.
    const places = [...screen.matchAll(/\u001b\[(\d+)G/g)].map(([, place]) => Number(place));
    expect(Math.max(...places)).toBeLessThanOrEqual(columns);
  });
});

const secret = 'dskLLdkasdjlasdKKdskLLdkasdjlasdK';
const flaws = {
  region: regionFlaw,
  appId: appIdFlaw,
  secret: secretFlaw,
  modules: modulesFlaw(() => false),
  approvals: codesFlaw,
  base: baseFlaw,
  choice: choiceFlaw(3),
  destination: destinationFlaw,
  address: addressFlaw,
  day: dayFlaw,
};

test.each(Object.entries(flaws))('a refusal says why, in both languages, and repeats no secret: %s', (_, flaw) => {
  for (const answer of [secret, `${secret} ${secret}`, `postgres://u:${secret}@h/d`, '', `“${secret}”`]) {
    const { en, zh } = flaw(answer);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en + zh).not.toContain(secret.slice(0, 8));
  }
});

test.each([
  [regionFlaw, 'europe', '"europe" is neither feishu nor lark.'],
  [appIdFlaw, '', 'Nothing was typed.'],
  [appIdFlaw, 'ou_1', 'An App ID begins with cli_.'],
  [appIdFlaw, 'cli_a-b', 'After cli_ come only letters and digits.'],
  [appIdFlaw, 'cli_a b', 'The answer contains a space; copy it again.'],
  [modulesFlaw((word) => word === 'base'), 'base sheets', '"sheets" is not a module.'],
  [codesFlaw, 'ABC, ?', 'Entry 2 is not an approval code'],
  [baseFlaw, 'abc', 'too short'],
  [baseFlaw, 'https://example.feishu.cn/docx/DocN1', 'not a link to a Base'],
  [baseFlaw, 'tblj33ekPC84WvjT', 'the id of a table'],
  [choiceFlaw(3), '1 7', 'The list goes from 1 to 3.'],
  [choiceFlaw(3), 'first', 'other than numbers of the list'],
  [addressFlaw, 'mysql://h/d', 'must be an address such as postgres://'],
  [addressFlaw, 'postgres://u:p@h/d', 'password is not kept'],
  [dayFlaw, 'yesterday', 'written as year, month and day'],
  [dayFlaw, '2026-02-30', 'no such date'],
  [dayFlaw, '2999-01-01', 'in the future'],
])('%o says of %j: %s', (flaw, answer, expected) => {
  expect(flaw(answer).en).toContain(expected);
});

test.each([
  ['the same Base', [{ app_token: 'A' }, { app_token: 'A' }], [{ app_token: 'A' }]],
  ['the same link', [{ url: 'u' }, { url: 'u' }], [{ url: 'u' }]],
  ['a table of a whole Base', [{ app_token: 'A', table_id: '1' }, { app_token: 'A' }], [{ app_token: 'A' }]],
  [
    'different tables stay',
    [{ app_token: 'A', table_id: '1' }, { app_token: 'A', table_id: '2' }, { app_token: 'B' }],
    [{ app_token: 'A', table_id: '1' }, { app_token: 'A', table_id: '2' }, { app_token: 'B' }],
  ],
])('Bases are named once: %s', (_, bases, expected) => {
  expect(mergeBases(bases)).toEqual(expected);
});
