import { expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

const events = async (...chunks: readonly string[]) =>
  await Array.fromAsync(readEvents(ReadableStream.from(chunks.map((text) => new TextEncoder().encode(text)))));

test('events are read whatever the pieces they come in', async () => {
  const text = 'event: line\ndata: {"a":1}\nid: 7\n\n: alive\n\ndata: x\r\ndata: y\r\n\r\n';
  const wanted = [
    { event: 'line', data: '{"a":1}', id: '7' },
    { event: 'message', data: 'x\ny', id: '7' },
  ];
  expect(await events(text)).toEqual(wanted);
  expect(await events(...text)).toEqual(wanted);
});

test('a sign that is cut in two is put together again', async () => {
  const bytes = new TextEncoder().encode('data: 飞书\n\n');
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  expect(await Array.fromAsync(readEvents(ReadableStream.from(pieces)))).toMatchObject([{ data: '飞书' }]);
});

test('an event that was not whole when the connection ended is none', async () => {
  expect(await events('data: half\n')).toEqual([]);
});
