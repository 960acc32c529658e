import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fragments } from './fragments.ts';
import type { Frame } from './frame.ts';

function piece(id: string, sum: number, seq: number, payload: Uint8Array): Frame {
  const headers = [
    ['message_id', id],
    ['sum', String(sum)],
    ['seq', String(seq)],
  ] as const;
  return { seqId: 0n, logId: 0n, service: 1, method: 1, headers, payload, logIdNew: '' };
}

test('pieces of several messages, in any order, give each message whole, cuts within characters included', () => {
  const message = fc.record({
    text: fc.string({ unit: 'grapheme', minLength: 1 }),
    size: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()), (messages, order) => {
      const frames = messages.flatMap(({ text, size }, at) => {
        const bytes = Buffer.from(text);
        const sum = Math.ceil(bytes.length / size);
        return Array.from({ length: sum }, (_, seq) =>
          piece(`m${at}`, sum, seq, bytes.subarray(seq * size, (seq + 1) * size)),
        );
      });
      const shuffled = frames
        .map((frame) => ({ frame, at: order.next().value ?? 0 }))
        .sort((left, right) => left.at - right.at);
      const fragments = new Fragments();
      const whole = shuffled.flatMap(({ frame }) => {
        const payload = fragments.add(frame, 0);
        return payload === undefined ? [] : [Buffer.from(payload).toString()];
      });
      expect(whole.toSorted()).toEqual(messages.map(({ text }) => text).toSorted());
    }),
  );
});

test('a piece that comes twice, and one that cannot be, change nothing', () => {
  const fragments = new Fragments();
  const [first, second] = [Buffer.from('{"a"'), Buffer.from(':1}')];
  expect(fragments.add(piece('m', 2, 0, first), 0)).toBeUndefined();
  expect(fragments.add(piece('m', 2, 0, first), 0)).toBeUndefined();
  expect(fragments.add(piece('m', 2, 7, first), 0)).toBeUndefined();
  expect(fragments.add(piece('m', 3, 1, first), 0)).toBeUndefined();
  expect(Buffer.from(fragments.add(piece('m', 2, 1, second), 0) ?? []).toString()).toBe('{"a":1}');
});

test('an incomplete message is dropped after half a minute', () => {
  const fragments = new Fragments();
  fragments.add(piece('m', 2, 0, Buffer.from('a')), 0);
  fragments.add(piece('other', 2, 0, Buffer.from('b')), 31_000);
  expect(fragments.add(piece('m', 2, 1, Buffer.from('c')), 31_000)).toBeUndefined();
});

test('for any fragments of a faulty peer, memory is bounded and a complete message gets through', () => {
  const hostile = fc.record({
    id: fc.oneof(fc.nat().map(String), fc.constantFrom('same', 'x'.repeat(100_000))),
    sum: fc.constantFrom(2, 5, 10_000, 10_001, 1e9, Number.NaN),
    seq: fc.integer({ min: -1, max: 10_000 }),
    bytes: fc.constantFrom(0, 1, 1_000, 4_000_000),
  });
  const large = new Uint8Array(4_000_000);
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 60 }), (frames) => {
      const fragments = new Fragments();
      for (const { id, sum, seq, bytes } of frames) {
        fragments.add(piece(id, sum, seq, large.subarray(0, bytes)), 0);
        expect(fragments.cost).toBeLessThanOrEqual(8 * 1024 * 1024);
      }
      fragments.add(piece('genuine', 2, 0, Buffer.from('{"a"')), 0);
      expect(Buffer.from(fragments.add(piece('genuine', 2, 1, Buffer.from(':1}')), 0) ?? []).toString()).toBe(
        '{"a":1}',
      );
      fragments.add(piece('later', 2, 0, large.subarray(0, 1)), 40_000);
      expect(fragments.cost).toBeLessThan(2_000);
    }),
    { numRuns: 40 },
  );
});
