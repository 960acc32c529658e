import { Buffer } from 'node:buffer';
import { Writer } from './wire.ts';

/** One record. */
export interface KafkaRecord {
  /** Undefined: it belongs to nothing that has an order. */
  readonly key: string | undefined;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** A batch of one record, as it lies in a partition. https://kafka.apache.org/documentation/#recordbatch */
export function recordBatch({ key, value, headers, timestamp }: KafkaRecord): Buffer {
  const record = new Writer();
  record.int8(0).varint(0).varint(0).sized(key).sized(value).varint(Object.keys(headers).length);
  for (const [name, text] of Object.entries(headers)) record.sized(name).sized(text);
  const written = record.buffer();
  const rest = new Writer();
  // Attributes, the last offset, both times; no producer id: what comes twice is told by its header.
  rest.int16(0).int32(0).int64(BigInt(timestamp)).int64(BigInt(timestamp));
  rest.int64(-1n).int16(-1).int32(-1).int32(1).varint(written.length).raw(written);
  const checked = rest.buffer();
  const batch = new Writer();
  batch
    .int64(0n)
    .int32(4 + 1 + 4 + checked.length)
    .int32(-1)
    .int8(2)
    .uint32(crc32c(checked))
    .raw(checked);
  return batch.buffer();
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C (RFC 3720). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = ((table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** Which of so many partitions a key belongs to, as the clients of Kafka itself decide: murmur2 of its bytes. */
export function partitionOf(key: string, count: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fff_ffff) % count;
}

const prime = 0x5bd1_e995;

function murmur2(bytes: Buffer): number {
  let hash = 0x9747_b28c ^ bytes.length;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    let four = Math.imul(bytes.readInt32LE(at), prime);
    four = Math.imul(four ^ (four >>> 24), prime);
    hash = Math.imul(hash, prime) ^ four;
  }
  const rest = bytes.subarray(whole);
  if (rest.length > 0) {
    for (const [at, byte] of rest.entries()) hash ^= byte << (8 * at);
    hash = Math.imul(hash, prime);
  }
  hash = Math.imul(hash ^ (hash >>> 13), prime);
  return hash ^ (hash >>> 15);
}
