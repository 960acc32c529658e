import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, type Frame, headerOf } from './frame.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

const event =
  '0801100218f681801020012a0d0a047479706512056576656e742a100a0a6d6573736167655f696412026d312a080a0373756d1201312a080a037365711201302a0e0a0874726163655f69641202743142027b7d';

test('a ping has the bytes that the official Node SDK sends', () => {
  const ping: Frame = {
    seqId: 0n,
    logId: 0n,
    service: 33_554_678,
    method: 0,
    headers: [['type', 'ping']],
    payload: new Uint8Array(),
    logIdNew: '',
  };
  expect(hex(encodeFrame(ping))).toBe('0800100018f681801020002a0c0a0474797065120470696e67');
});

test('an event is read, and written again as it came', () => {
  const frame = decodeFrame(bytes(event));
  expect(frame).toMatchObject({ service: 33_554_678, method: 1 });
  if (frame === undefined) return;
  expect([headerOf(frame, 'message_id'), headerOf(frame, 'sum'), headerOf(frame, 'nothing')]).toEqual([
    'm1',
    '1',
    undefined,
  ]);
  expect(Buffer.from(frame.payload).toString()).toBe('{}');
  expect(hex(encodeFrame(frame))).toBe(event);
});

test('64-bit numbers survive, unknown fields are passed over, and rubbish is no frame', () => {
  const large = { ...(decodeFrame(bytes(event)) as Frame), seqId: 18_446_744_073_709_551_615n };
  expect(BigInt(decodeFrame(encodeFrame(large))?.seqId ?? 0)).toBe(18_446_744_073_709_551_615n);
  expect(decodeFrame(bytes(`${event}9a0603616263`))).toMatchObject({ method: 1 });
  expect(decodeFrame(bytes('ffffffffffffffffffffffff'))).toBeUndefined();
  expect(decodeFrame(bytes(event.slice(0, 60)))).toBeUndefined();
});

test('any frame survives being written and read; any bytes are read or are no frame', () => {
  const frame = fc.record({
    seqId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    logId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    service: fc.integer(),
    method: fc.integer({ min: 0, max: 1 }),
    headers: fc.array(fc.tuple(fc.string(), fc.string())),
    payload: fc.uint8Array(),
    logIdNew: fc.string(),
  });
  fc.assert(
    fc.property(frame, (one) => {
      const read = decodeFrame(encodeFrame(one));
      const ids = { seqId: BigInt(read?.seqId ?? -1), logId: BigInt(read?.logId ?? -1) };
      expect({ ...read, ...ids, payload: [...(read?.payload ?? [])] }).toEqual({ ...one, payload: [...one.payload] });
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => void decodeFrame(noise)));
});
