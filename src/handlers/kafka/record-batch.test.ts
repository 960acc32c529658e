import { expect, test } from 'vitest';
import { crc32c, partitionOf, recordBatch } from './record-batch.ts';
import { Reader } from './wire.ts';

test('sums are those of CRC-32C', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe306_9283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a91_36aa);
});

// From the tests of Kafka itself (UtilsTest.testMurmur2).
test.each([
  ['21', -973_932_308],
  ['foobar', -790_332_482],
  ['a-little-bit-long-string', -985_981_536],
  ['a-little-bit-longer-string', -1_486_304_829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ['abc', 479_470_107],
])('the key %s belongs to the partition to which other clients give it', (key, hash) => {
  for (const count of [1, 7, 1_000_003]) expect(partitionOf(key, count)).toBe((hash & 0x7fff_ffff) % count);
});

test('a record is written as a batch of its own, in the form of version 2', () => {
  const batch = recordBatch({
    key: 'k',
    value: 'Ü'.repeat(100),
    headers: { id: 'tu_1' },
    timestamp: 1_700_000_000_000,
  });
  const reader = new Reader(batch);
  expect(reader.int64()).toBe(0n);
  expect(reader.int32()).toBe(batch.length - 12);
  expect([reader.int32(), reader.int8()]).toEqual([-1, 2]);
  expect(reader.int32() >>> 0).toBe(crc32c(batch.subarray(21)));
  expect([reader.int16(), reader.int32(), reader.int64(), reader.int64()]).toEqual([
    0,
    0,
    1_700_000_000_000n,
    1_700_000_000_000n,
  ]);
  expect([reader.int64(), reader.int16(), reader.int32(), reader.int32()]).toEqual([-1n, -1, -1, 1]);
  // Both lengths take two bytes: of the record, and of the 200 bytes of its value.
  const value = Buffer.from('Ü'.repeat(100));
  const record = [
    0,
    0,
    0,
    2,
    ...Buffer.from('k'),
    0x90,
    0x03,
    ...value,
    2,
    4,
    ...Buffer.from('id'),
    8,
    ...Buffer.from('tu_1'),
  ];
  expect(batch.subarray(61)).toEqual(Buffer.from([0xb0, 0x03, ...record]));
});
