import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from './frame.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('frames as the official SDKs write them', () => {
  test('a ping of the Node SDK', () => {
    const ping = encodeFrame({ service: 33_554_678, method: 0, headers: { type: 'ping' } });
    expect(hex(ping)).toBe('0800100018f681801020002a0c0a0474797065120470696e67');
  });

  test('an event, and an acknowledgement', () => {
    const headers = { type: 'event', message_id: 'm1', sum: '1', seq: '0', trace_id: 't1' };
    const parts = { seqId: 1n, logId: 2n, service: 33_554_678, method: 1, headers, payload: Buffer.from('{}') };
    const bytes =
      '0801100218f681801020012a0d0a047479706512056576656e742a100a0a6d6573736167655f696412026d312a080a0373756d1201312a080a037365711201302a0e0a0874726163655f69641202743142027b7d';
    expect(hex(encodeFrame(parts))).toBe(bytes);
    const ack =
      '0801100218f681801020012a0d0a047479706512056576656e742a100a0a6d6573736167655f696412026d312a080a0373756d1201312a080a037365711201302a0e0a0874726163655f6964120274312a1a0a0974696d657374616d70120d313730303030303030303030302a0b0a0662697a5f7274120130420c7b22636f6465223a3230307d4a03616263';
    const read = decodeFrame(Buffer.from(ack, 'hex'));
    expect(read).toMatchObject({ seqId: 1n, logId: 2n, service: 33_554_678, method: 1, logIdNew: 'abc' });
    expect(read.headers).toMatchObject({ message_id: 'm1', biz_rt: '0', timestamp: '1700000000000' });
    expect(Buffer.from(read.payload).toString()).toBe('{"code":200}');
  });
});
