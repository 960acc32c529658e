import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One message of the long connection, package `pbbp2`. Source: pbbp2.proto in the official SDKs. */
export interface Frame {
  readonly seqId: bigint;
  readonly logId: bigint;
  readonly service: number;
  /** 0 control, 1 data. */
  readonly method: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  readonly logIdNew: string;
}

const emptyFrame: Frame = {
  seqId: 0n,
  logId: 0n,
  service: 0,
  method: 0,
  headers: {},
  payload: new Uint8Array(),
  logIdNew: '',
};

/** The bytes of a frame. Parts that are left out are 0 or empty. */
export function encodeFrame(parts: Partial<Frame>): Uint8Array {
  const frame = { ...emptyFrame, ...parts };
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).uint64(frame.seqId);
  writer.tag(2, WireType.Varint).uint64(frame.logId);
  writer.tag(3, WireType.Varint).int32(frame.service);
  writer.tag(4, WireType.Varint).int32(frame.method);
  for (const [key, value] of Object.entries(frame.headers)) {
    writer.tag(5, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value).join();
  }
  if (frame.payload.length > 0) writer.tag(8, WireType.LengthDelimited).bytes(frame.payload);
  if (frame.logIdNew !== '') writer.tag(9, WireType.LengthDelimited).string(frame.logIdNew);
  return writer.finish();
}

/**
 * The frame in these bytes; fields that this version does not know are skipped.
 * @throws Error for bytes that are no frame
 */
export function decodeFrame(bytes: Uint8Array): Frame {
  const reader = new BinaryReader(bytes);
  const found: { -readonly [Key in keyof Frame]: Frame[Key] } = { ...emptyFrame };
  const headers: Record<string, string> = {};
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) found.seqId = BigInt(reader.uint64());
    else if (field === 2) found.logId = BigInt(reader.uint64());
    else if (field === 3) found.service = reader.int32();
    else if (field === 4) found.method = reader.int32();
    else if (field === 5) Object.assign(headers, decodeHeader(reader.bytes()));
    else if (field === 8) found.payload = reader.bytes();
    else if (field === 9) found.logIdNew = reader.string();
    else reader.skip(type, field);
  }
  return { ...found, headers };
}

function decodeHeader(bytes: Uint8Array): Record<string, string> {
  const reader = new BinaryReader(bytes);
  let [key, value] = ['', ''];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.string();
    else reader.skip(type, field);
  }
  return { [key]: value };
}
