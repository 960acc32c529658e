import { expect, test } from 'vitest';
import { readInlines } from './inlines.ts';
import type { Inline } from './shown.ts';

const read = (text: string): readonly Inline[] =>
  readInlines(text, (id) => (id === 'ou_1' ? { name: 'Ada', isMe: true } : undefined));
const text = (words: string, marks: Extract<Inline, { kind: 'text' }>['marks'] = [], color: string | null = null) => ({
  kind: 'text',
  text: words,
  marks,
  color,
});

test.each([
  ['**b** and *i*', [text('b', ['bold']), text(' and '), text('i', ['italic'])]],
  [
    '**a *b* ~~c~~**',
    [text('a ', ['bold']), text('b', ['bold', 'italic']), text(' ', ['bold']), text('c', ['bold', 'struck'])],
  ],
  ['`**x**`', [text('**x**', ['code'])]],
  ['snake_case_name and 2 * 3 * 4', [text('snake_case_name and 2 * 3 * 4')]],
  ['\\*no\\*', [text('*no*')]],
  ['**open', [text('**open')]],
  ['a\nb<br>c', [text('a'), { kind: 'break' }, text('b'), { kind: 'break' }, text('c')]],
  ['[t](https://x.test/)', [{ kind: 'link', text: 't', href: 'https://x.test/' }]],
  [
    'see https://x.test/a.',
    [text('see '), { kind: 'link', text: 'https://x.test/a', href: 'https://x.test/a' }, text('.')],
  ],
  ['<at id="ou_1"></at> <at id=all></at>', [{ kind: 'at', name: 'Ada', isMe: true }, text(' '), { kind: 'everybody' }]],
  ['<font color="red-500">r</font>', [text('r', [], 'red')]],
  ['<text_tag color="blue">new</text_tag>', [{ kind: 'tag', text: 'new', color: 'blue' }]],
  [':OK: :nothing:', [{ kind: 'emoji', name: 'OK' }, text(' :nothing:')]],
  ['&lt;b&gt; &#60;', [text('<b> <')]],
  ['![alt](img_v3_x)', [{ kind: 'image', key: 'img_v3_x', alt: 'alt' }]],
])('%s', (markdown, expected) => {
  expect(read(markdown)).toEqual(expected);
});

test.each([
  '[x](javascript:alert(1))',
  '<a href="javascript:alert(1)">x</a>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<font color="red;background:url(x)">x</font>',
])('%s becomes text', (hostile) => {
  expect(read(hostile).filter(({ kind }) => kind !== 'text')).toEqual([]);
  expect(read(hostile).filter((one) => one.kind === 'text' && one.color !== null)).toEqual([]);
});

test.each(['*', '**', '`', '[', '<at ', '<font color=red>', '~~', '_a'])(
  '%s as often as a card may hold it is read at once',
  (sign) => {
    const began = process.cpuUsage();
    read(sign.repeat(30_000 / sign.length));
    expect(process.cpuUsage(began).user).toBeLessThan(3_000_000);
  },
);
