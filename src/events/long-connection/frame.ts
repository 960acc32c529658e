import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * One message of the long connection: protobuf (proto2), package `pbbp2`, one frame in each binary WebSocket message.
 * Source: pbbp2.proto, as the official SDKs ship it.
 */
export interface Frame {
  /** 64 bits, sent back as they came. */
  readonly seqId: bigint | string;
  readonly logId: bigint | string;
  readonly service: number;
  readonly method: FrameMethod | number;
  readonly headers: readonly (readonly [key: string, value: string])[];
  readonly payload: Uint8Array;
  readonly logIdNew: string;
}

/** What a frame is for: `control` is ping and pong, `data` an event or its acknowledgement. */
export const frameMethods = { control: 0, data: 1 } as const;
type FrameMethod = (typeof frameMethods)[keyof typeof frameMethods];

/** The first header of this name; names are case-sensitive. */
export function headerOf({ headers }: Frame, key: string): string | undefined {
  return headers.find(([name]) => name === key)?.[1];
}

/** The bytes of a frame. Fields 1 to 4 are required (proto2), so zeros are written too; an empty payload or `logIdNew` is left out. */
export function encodeFrame(frame: Frame): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).uint64(frame.seqId);
  writer.tag(2, WireType.Varint).uint64(frame.logId);
  writer.tag(3, WireType.Varint).int32(frame.service);
  writer.tag(4, WireType.Varint).int32(frame.method);
  for (const [key, value] of frame.headers) {
    writer.tag(5, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).string(value).join();
  }
  if (frame.payload.length > 0) writer.tag(8, WireType.LengthDelimited).bytes(frame.payload);
  if (frame.logIdNew !== '') writer.tag(9, WireType.LengthDelimited).string(frame.logIdNew);
  return writer.finish();
}

/** The platform sends half a dozen. */
const maxHeaders = 100;

/** Undefined for bytes that are no frame: one of them must not end the connection. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  try {
    return decode(new BinaryReader(bytes));
  } catch {
    return undefined;
  }
}

function decode(reader: BinaryReader): Frame {
  const headers: (readonly [string, string])[] = [];
  let frame: Frame = { seqId: 0n, logId: 0n, service: 0, method: 0, headers, payload: new Uint8Array(), logIdNew: '' };
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) frame = { ...frame, seqId: reader.uint64() };
    else if (field === 2) frame = { ...frame, logId: reader.uint64() };
    else if (field === 3) frame = { ...frame, service: reader.int32() };
    else if (field === 4) frame = { ...frame, method: reader.int32() };
    else if (field === 5) {
      if (headers.length >= maxHeaders) throw new RangeError('too many headers');
      headers.push(decodeHeader(new BinaryReader(reader.bytes())));
    } else if (field === 8) frame = { ...frame, payload: reader.bytes() };
    else if (field === 9) frame = { ...frame, logIdNew: reader.string() };
    else reader.skip(type, field);
  }
  return frame;
}

function decodeHeader(reader: BinaryReader): readonly [string, string] {
  let [key, value] = ['', ''];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.string();
    else reader.skip(type, field);
  }
  return [key, value];
}
