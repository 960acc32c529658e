import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvents, type StreamEvent } from './event-stream.ts';

async function* piecesOf(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
const read = (pieces: AsyncIterable<Uint8Array>, most = 1_000): Promise<StreamEvent[]> =>
  Array.fromAsync(readEvents(pieces, most));

test('fields, comments and ends of lines are those of the standard', async () => {
  const text =
    '\uFEFF: hello\n\nevent: delta\r\ndata: a\r\ndata:b\rdata\r\rid: 7\nretry: 5\ndata:  two\n\nevent: only\n\ndata: cut';
  expect(await read(piecesOf(text))).toEqual([
    { event: 'delta', data: 'a\nb\n' },
    { event: 'message', data: ' two' },
  ]);
});

test('a last empty line that ends with CR ends its event', async () => {
  expect(await read(piecesOf('data: x\r', '\r'))).toEqual([{ event: 'message', data: 'x' }]);
});

test('however the bytes are cut, the events are the same', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', ':', '中', '😀') });
  const end = fc.constantFrom('\n', '\r\n', '\r');
  const event = fc.tuple(line, fc.array(line, { minLength: 1, maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.array(event), end, fc.array(fc.nat(40)), async (events, newline, cuts) => {
      const wanted = events.map(([name, data]) => ({
        event: name.replace(/^ /, '') || 'message',
        data: data.join('\n'),
      }));
      const bytes = Buffer.from(
        events
          .map(([name, data]) => [`event:${name}`, ...data.map((one) => `data: ${one}`), '', ''].join(newline))
          .join(''),
      );
      const pieces: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        pieces.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      expect(await read(piecesOf(...pieces, bytes.subarray(at)))).toEqual(wanted);
    }),
  );
});

test.each([
  ['no UTF-8', Buffer.from([0x64, 0xff, 0x0a])],
  ['an endless line', 'data: '.padEnd(2_000, 'x')],
  ['an endless event', 'data: xxxxxxxxxx\n'.repeat(100)],
])('%s is refused', async (_, piece) => {
  await expect(read(piecesOf(piece))).rejects.toMatchObject({ code: 'handler.answer.invalid' });
});
