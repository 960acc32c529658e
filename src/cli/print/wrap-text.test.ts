import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from './display-width.ts';
import { hangText, wrapText } from './wrap-text.ts';

test('English breaks between words, Chinese between characters, never before a closing sign', () => {
  expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(wrapText('应用不能读取考勤，请开通权限。', 8)).toEqual(['应用不能', '读取考', '勤，请开', '通权限。']);
  expect(wrapText('运行 larkstream init 生成', 12)).toEqual(['运行', 'larkstream', 'init 生成']);
  expect(wrapText('a（https://open.example.com/very/long）b', 10)).toEqual([
    'a',
    '（https://open.example.com/very/long）',
    'b',
  ]);
});

test('a straight quotation mark stays with what it quotes', () => {
  expect(wrapText('its field "最后更新时间" tells', 11)).toEqual(['its field', '"最后更新时', '间" tells']);
});

test('wrapped text keeps every character, and only unbreakable words are wider', () => {
  const sign = fc.constantFrom('a', 'b', ' ', '表', '格', '，', '。', '（', '）', '/', '“', '”', '"');
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 60 }), fc.integer({ min: 4, max: 20 }), (signs, columns) => {
      const text = signs.join('');
      const lines = wrapText(text, columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) {
        if (displayWidth(line) > columns) expect(line.trim()).not.toMatch(/[a-z] [a-z]|[表格][表格]/);
      }
    }),
  );
});

test('a text stands below a head that leaves it too little room, unless all of it fits there', () => {
  const layout = { columns: 40, indent: 4 };
  const head = '✓ Approval  approval code B2A9…302E ';
  expect(hangText(head, '"考勤补卡与加班" is ACTIVE', layout)).toEqual([
    head.trimEnd(),
    '    "考勤补卡与加班" is ACTIVE',
  ]);
  expect(hangText(head, 'good', layout)).toEqual([`${head}good`]);
  expect(hangText(' '.repeat(30), 'one two three four', layout)).toEqual(['    one two three four']);
});

test('no line is wider than the screen where the head and every piece fit, and nothing is lost', () => {
  const word = fc.constantFrom('a', 'list', 'approval', '表格', '考勤补卡与加班', '应用，请', '"x"');
  const texts = fc.array(fc.array(word, { maxLength: 12 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      texts,
      fc.record({ columns: fc.integer({ min: 12, max: 100 }), indent: fc.nat({ max: 40 }), head: fc.nat({ max: 99 }) }),
      (lines, { columns, indent, head: length }) => {
        const head = length === 0 ? '' : `${'h'.repeat(Math.min(length, columns))} `;
        const text = lines.map((words) => words.join(' ')).join('\n');
        const shown = hangText(head, text, { columns, indent });
        for (const line of shown) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
        expect(shown.join('').replaceAll(/\s/g, '')).toBe(`${head}${text}`.replaceAll(/\s/g, ''));
      },
    ),
  );
});

test('a head takes room from the first line only; what fits stays whole, and line ends of the text are kept', () => {
  const layout = { columns: 24, indent: 4 };
  expect(hangText('', '123456789012345678901234', layout)).toEqual(['123456789012345678901234']);
  expect(hangText('! ', 'one two three four five six seven', layout)).toEqual([
    '! one two three four',
    '    five six seven',
  ]);
  expect(hangText('! ', 'one\ntwo', layout)).toEqual(['! one', '    two']);
  expect(
    hangText('! ', 'long lines of a pipe are as long as they like', { columns: undefined, indent: 2 }),
  ).toHaveLength(1);
});
