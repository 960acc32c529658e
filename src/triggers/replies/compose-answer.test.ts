import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReplyButton } from '../../model/triggers/handler.ts';
import type { OutgoingContent } from '../../model/triggers/messenger.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readObjects, readText } from '../../util/json.ts';
import { bytesAsSent } from './cards.ts';
import { type ComposeOptions, composeAnswer } from './compose-answer.ts';

const options: ComposeOptions = {
  as: 'card',
  language: 'en',
  people: [
    { openId: 'ou_tom', name: 'Tom' },
    { openId: 'ou_lee', name: 'Tom Lee' },
    { openId: 'ou_ming', name: '小明' },
    { openId: 'ou_a1', name: 'Alex' },
    { openId: 'ou_a2', name: 'Alex' },
  ],
  mayCallEverybody: false,
  images: ['img_v3_ours'],
  title: undefined,
  buttons: [],
  owner: { turnId: 'turn_1', ownerOpenId: 'ou_tom' },
};

const button = (id: string, more: Partial<ReplyButton> = {}): ReplyButton => ({
  id,
  text: id,
  value: { id },
  style: 'default',
  forEverybody: false,
  ...more,
});

function cardOf({ content }: OutgoingContent): JsonObject {
  const card: JsonValue = JSON.parse(JSON.stringify(content));
  return isObject(card) ? card : {};
}

function markdownOf(part: OutgoingContent | undefined): string {
  const elements = part === undefined ? [] : readObjects(readObject(cardOf(part), 'body'), 'elements');
  return (
    elements.flatMap((element) => (element.tag === 'markdown' ? (readText(element, 'content') ?? '') : []))[0] ?? ''
  );
}

const asCard = (markdown: string, more: Partial<ComposeOptions> = {}): string =>
  markdownOf(composeAnswer(markdown, { ...options, ...more }).parts[0]);

const asText = (markdown: string): unknown =>
  composeAnswer(markdown, { ...options, as: 'text' }).parts[0]?.content.text;

/** What is written of a text: in a card, and as a text message. U+200B stands in what must not be read as a tag. */
const written: readonly (readonly [what: string, markdown: string, card: string, text: string])[] = [
  ['a name', 'Ask @Tom.', 'Ask <at id=ou_tom></at>.', 'Ask <at user_id="ou_tom">Tom</at>.'],
  ['the longer name', '@Tom Lee', '<at id=ou_lee></at>', '<at user_id="ou_lee">Tom Lee</at>'],
  ['a Chinese name', '请@小明看', '请<at id=ou_ming></at>看', '请<at user_id="ou_ming">小明</at>看'],
  ['a longer word', '@Tommy', '@Tommy', '@Tommy'],
  ['an address', 'me@Tom', 'me@Tom', 'me@Tom'],
  ['two people of one name', '@Alex', '@Alex', '@Alex'],
  ['a stranger', '@Zed', '@Zed', '@Zed'],
  ['a tag of somebody', '<at id="ou_tom">T</at>', '<at id=ou_tom></at>', '<at user_id="ou_tom">Tom</at>'],
  ['a tag of a stranger', '<at user_id=ou_z>Zed</at>', '@Zed', '@Zed'],
  ['a tag of everybody', '<at id=all></at>', '@all', '@all'],
  ['a tag of everybody in capitals', '<AT ID="all">x</AT>', '@x', '@x'],
  ['a tag that is begun', '<at id=all>', '&#60;\u200bat id=all>', '<\u200bat id=all>'],
  ['a tag within a tag', '<at <at id=all></at>', '&#60;\u200bat @all', '<\u200bat @all'],
  ['a tag in code', '`<at id=all></at>`', '`<\u200bat id=all><\u200b/at>`', '<\u200bat id=all><\u200b/at>'],
  [
    'a tag that is escaped',
    '\\<at id=all></at>',
    '&#60;\u200bat id=all>&#60;\u200b/at>',
    '<\u200bat id=all><\u200b/at>',
  ],
  ['a tag of entities', '&#60;at id=all&lt;/at>', '&#60;\u200bat id=all&#60;\u200b/at>', '<\u200bat id=all<\u200b/at>'],
  [
    'a tag in the words of a link',
    '[<at id=all>](https://a.b)',
    '[&#60;\u200bat id=all>](https://a.b)',
    '[<\u200bat id=all>](https://a.b)',
  ],
  [
    'a person',
    '<person id=ou_z></person>',
    '&#60;\u200bperson id=ou_z>&#60;\u200b/person>',
    '<\u200bperson id=ou_z><\u200b/person>',
  ],
  ['HTML', '<b>x</b><script>', '&#60;b>x&#60;/b>&#60;script>', '<\u200bb>x<\u200b/b><\u200bscript>'],
  ['less than', 'a < b <= c', 'a &#60; b &#60;= c', 'a < b <= c'],
  ['a break', 'a<br/>b', 'a<br>b', 'a\nb'],
  ['an address in brackets', '<https://a.b/?c>', 'https://a.b/?c', 'https://a.b/?c'],
  ['an image of ours', '![x](img_v3_ours)', '![x](img_v3_ours)', '[x]'],
  ['an image of another message', '![x](img_v3_theirs)', 'x', 'x'],
  ['a picture from elsewhere', '![x](https://a.b/c.png)', '[x](https://a.b/c.png)', '[x](https://a.b/c.png)'],
  ['a link', '[x](https://a.b/c_(d) "t")', '[x](https://a.b/c_(d))', '[x](https://a.b/c_(d))'],
  ['a link to a program', '[x](javascript:alert)', 'x', 'x'],
  ['a link within a link', '[![x](y)](javascript:alert)', '[x]\u200b(javascript:alert)', '[x]\u200b(javascript:alert)'],
  ['a link with brackets', '[a[b]c](lark:x)', '[a[b]c]\u200b(lark:x)', '[a[b]c]\u200b(lark:x)'],
  ['a link with an escaped bracket', '[a\\]](data:x)', '[a\\]]\u200b(data:x)', '[a\\]]\u200b(data:x)'],
  ['a link of an image', '![x](img_v3_ours)(data:x)', '![x](img_v3_ours)(data:x)', '[x]\u200b(data:x)'],
  ['a link of blanks', '[x](<data: y>)', '[x]\u200b(&#60;data: y>)', '[x]\u200b(<\u200bdata: y>)'],
  ['a link of entities', '[x](&#106;avascript:alert)', 'x', 'x'],
  ['a link in code', '`[x](data:y) a[i](b)`', '`[x](data:y) a[i](b)`', '[x]\u200b(data:y) a[i](b)'],
  ['a tag of everybody by another name', "<at user_id = 'all' >everybody</at>", '@everybody', '@everybody'],
  [
    'a tag of everybody beside somebody',
    '<at id=ou_tom ids=all></at>',
    '<at id=ou_tom></at>',
    '<at user_id="ou_tom">Tom</at>',
  ],
  ['a tag of an address', '<at email=all@a.b></at>', '@…', '@…'],
  [
    'a button',
    '<button url="https://a.b">x</button>',
    '&#60;button url="https://a.b">x&#60;/button>',
    '<\u200bbutton url="https://a.b">x<\u200b/button>',
  ],
  ['marks', '## Head\n\n**bold** and `code`', '## Head\n\n**bold** and `code`', 'Head\n\nbold and code'],
  ['code', '```js\nif (a<b) x()\n```', '```js\nif (a<b) x()\n```', 'if (a<b) x()'],
  ['code without an end', '~~~\nx', '~~~\nx\n~~~', 'x'],
  [
    'a table',
    '| a | b |\n|---|---|\n| 1 | <at id=all></at> |',
    '| a | b |\n|---|---|\n| 1 | @all |',
    '| a | b |\n|---|---|\n| 1 | @all |',
  ],
];

test.each(written)('%s', (_, markdown, card, text) => {
  expect(asCard(markdown)).toBe(card);
  expect(asText(markdown)).toBe(text);
});

test('everybody is called only where it is allowed', () => {
  expect(asCard('<at id=all></at> @all', { mayCallEverybody: true })).toBe('<at id=all></at> @all');
});

describe('tables', () => {
  const table = (name: string): string => `| ${name} | 名称 |\n|:--|--:|\n| 1 | \`小明\` |`;
  const all = ['A', 'B', 'C', 'D'].map(table).join('\n\n');

  test('after the third are code, in columns', () => {
    const parts = asCard(all).split('\n\n');
    expect(parts.slice(0, 3)).toEqual(['A', 'B', 'C'].map(table));
    expect(parts[3]).toBe('```\nD   | 名称\n----|-----\n1   | 小明\n```');
  });

  test('are fewer after a refusal', () => {
    expect(asCard(all, { mostTables: 1 }).match(/```/g)).toHaveLength(6);
  });
});

describe('a card', () => {
  test('can be changed, and has its title, its summary and its buttons', () => {
    const { parts } = composeAnswer('# Hi <x>\n\nTo **you**', {
      ...options,
      title: 'Answer',
      buttons: [button('yes', { style: 'primary' })],
    });
    expect(parts).toEqual([
      {
        type: 'interactive',
        content: {
          schema: '2.0',
          config: { update_multi: true, streaming_mode: false, summary: { content: 'Hi <x To you' } },
          header: { title: { tag: 'plain_text', content: 'Answer' } },
          body: {
            elements: [
              { tag: 'markdown', element_id: 'answer', content: '# Hi &#60;x>\n\nTo **you**' },
              {
                tag: 'column_set',
                flex_mode: 'flow',
                horizontal_spacing: '8px',
                columns: [
                  {
                    tag: 'column',
                    width: 'auto',
                    elements: [
                      {
                        tag: 'button',
                        type: 'primary',
                        text: { tag: 'plain_text', content: 'yes' },
                        behaviors: [
                          {
                            type: 'callback',
                            value: {
                              larkstream: 1,
                              turn: 'turn_1',
                              button: 'yes',
                              owner: 'ou_tom',
                              value: { id: 'yes' },
                            },
                          },
                        ],
                      },
                    ],
                  },
                ],
              },
            ],
          },
        },
      },
    ]);
  });

  test('has a summary that calls nobody either', () => {
    const [part] = composeAnswer('<at id=all></at> <person id=x> `<at id=all>`', options).parts;
    expect(JSON.stringify(part)).not.toMatch(/<\/?(?:at|person)\b/);
  });

  test('without words has buttons, without either is none', () => {
    expect(composeAnswer(' ', { ...options, buttons: [button('x')] }).parts).toHaveLength(1);
    expect(composeAnswer(' ', options).parts).toEqual([]);
  });

  test('buttons that do not fit are left out, which is said', () => {
    const buttons = [
      ...Array.from({ length: 22 }, (_, index) => button(`b${index}`)),
      button('big', { value: { x: 'y'.repeat(5000) } }),
    ];
    const { parts, notes } = composeAnswer('x', { ...options, buttons });
    expect(notes[0]?.en).toMatch(/: 3$/);
    expect(JSON.stringify(parts).match(/"tag":/g)?.length).toBeLessThanOrEqual(200);
  });
});

describe('long answers', () => {
  const long = (count: number): string =>
    Array.from({ length: count }, (_, index) => `Paragraph ${index}: ${'word '.repeat(60)}`.trim()).join('\n\n');

  test('are several messages, broken between paragraphs', () => {
    const { parts, file } = composeAnswer(long(250), { ...options, buttons: [button('x')] });
    expect(file).toBeUndefined();
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(bytesAsSent(part.content)).toBeLessThan(30_000);
      expect(markdownOf(part)).toMatch(/^Paragraph \d+: [\s\S]*word$/);
    }
    expect(parts.map(markdownOf).join('\n\n')).toBe(long(250));
    expect(parts.map((part) => JSON.stringify(part).includes('"button"'))).toEqual(
      parts.map((_, index) => index === parts.length - 1),
    );
  });

  test('are a file, after their beginning, when they are too many', () => {
    const { parts, file } = composeAnswer(long(600), options);
    expect(parts).toHaveLength(1);
    expect(markdownOf(parts[0])).toMatch(/\*The whole answer is in the file below\.\*$/);
    expect(file?.name).toBe('answer.md');
    expect(Buffer.from(file?.content ?? []).toString()).toBe(long(600));
  });

  test('of one table have its head in each message', () => {
    const rows = Array.from({ length: 1500 }, (_, index) => `| row ${index} | ${'x'.repeat(40)} |`);
    const { parts } = composeAnswer(['| a | b |', '|---|---|', ...rows].join('\n'), options);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(markdownOf(part)).toMatch(/^\| a \| b \|\n\|---\|---\|\n\| row/);
    const seen = parts.flatMap((part) => markdownOf(part).match(/row \d+/g) ?? []);
    expect(seen).toEqual(rows.map((_, index) => `row ${index}`));
  });

  test('of code are closed and opened again, with their language', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `  call(${index}) # ${'y'.repeat(20)}`);
    const { parts } = composeAnswer(['Code:', '', '```python', ...lines, '```', '', 'End'].join('\n'), options);
    const texts = parts.map(markdownOf);
    for (const text of texts.slice(1)) expect(text).toMatch(/^```python\n/);
    for (const text of texts.slice(0, -1)) expect(text).toMatch(/\n```$/);
    expect(texts.flatMap((text) => text.match(/call\(\d+\)/g) ?? [])).toHaveLength(3000);
  });

  test('as text have 150 KB', () => {
    const { parts } = composeAnswer(long(500), { ...options, as: 'text' });
    expect(parts.length).toBe(2);
    for (const part of parts) expect(bytesAsSent(part.content)).toBeLessThan(150_000);
  });
});

const pieces = fc.constantFrom(
  'word ',
  '字',
  '\n',
  '\n\n',
  '```',
  '`',
  '<at id=all></at>',
  '<at id=ou_tom>',
  '</at>',
  '@Tom',
  '<',
  '&#60;',
  '&lt;',
  '\\',
  '![',
  '](',
  '[x](https://a.b)',
  '| a | b |\n|---|---|\n',
  '| 1 | 2 |\n',
  '~~~',
  '😀',
  '**',
  '(',
  ')',
  '<AT id=all>x</AT>',
  '<person id=x>',
  '\u200b',
);

test('whatever a handler says, nobody is called but who may be, no character is broken and nothing is too large', () => {
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 60 }),
      fc.constantFrom<'card' | 'text'>('card', 'text'),
      fc.integer({ min: 600, max: 3000 }),
      (said, as, mostBytes) => {
        const { parts } = composeAnswer(said.join(''), { ...options, as, mostBytes, mostParts: 1000 });
        for (const part of parts) {
          expect(bytesAsSent(part.content)).toBeLessThanOrEqual(mostBytes + 100);
          const text = as === 'text' ? String(part.content.text) : markdownOf(part);
          expect(text.isWellFormed()).toBe(true);
          const called = text.replaceAll(/<at id=ou_tom><\/at>|<at user_id="ou_tom">Tom<\/at>/g, '');
          expect(called).not.toMatch(/<\/?(?:at|person)\b/i);
        }
      },
    ),
    { numRuns: 300, seed: 20261128 },
  );
});

test('what is there to take long takes no time', () => {
  for (const part of ['<at ', '[', '![', '`` ` ', '&#', '| - ', '@', '<', '[a](', '**', '\\', ' \t', '__a '])
    expect(composeAnswer(part.repeat(6_000), { ...options, mostParts: 1 }).parts.length).toBeLessThan(2);
});
