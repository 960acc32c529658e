import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { AnswerShare } from './answer-memory.ts';
import { LostAnswer } from './lost-answer.ts';
import { oversized } from './oversized.ts';

interface Unpacking {
  readonly share: AnswerShare;
  readonly maxBytes: number;
}

type Decode = (data: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const decoders: Readonly<Record<string, Decode>> = {
  gzip: promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(gunzip),
  br: promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(brotliDecompress),
  deflate: promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(inflate),
};
const usualRatio = 12;
/** No text that means something packs so well. */
const bombRatio = 100;

/** Unpacks within the share of memory, which a first guess mostly meets. @throws LostAnswer */
export async function unpack(packed: Buffer, encoding: string, { share, maxBytes }: Unpacking): Promise<Buffer> {
  const decode = decoders[encoding];
  if (decode === undefined) throw packedAs(encoding);
  const declaredBytes = guessedBytes(packed, encoding);
  const guess = Math.min(maxBytes, declaredBytes);
  let grantedBytes = 0;
  for (const limit of guess < maxBytes ? [guess, maxBytes] : [maxBytes]) {
    await granted(share, limit - grantedBytes);
    grantedBytes = limit;
    try {
      return await decode(packed, { maxOutputLength: Math.max(1, limit) });
    } catch (error) {
      const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      if (!isTooLarge) throw damaged(encoding, error);
    }
  }
  const isBomb = encoding !== 'gzip' || declaredBytes > packed.length * bombRatio;
  throw oversized({ maxBytes, sizeBytes: isBomb ? undefined : declaredBytes });
}

/** An answer in a packing that is not read. */
export function packedAs(encoding: string): LostAnswer {
  const name = encoding.slice(0, 20);
  const text = { en: `the answer is packed as ${name}`, zh: `应答以 ${name} 压缩，不受支持` };
  return new LostAnswer({ reason: 'packing', text, isPermanent: true });
}

/** The end of a gzip stream says how long the text is; it may lie, and is empty after an incomplete one. */
function guessedBytes(packed: Buffer, encoding: string): number {
  const usual = packed.length * usualRatio + 1024;
  return encoding === 'gzip' && packed.length > 18 ? packed.readUInt32LE(packed.length - 4) : usual;
}

function granted(share: AnswerShare, bytes: number): Promise<void> | undefined {
  let go = (): void => {};
  const later = new Promise<void>((resolve) => {
    go = resolve;
  });
  return share.grow(bytes, () => go()) ? undefined : later;
}

function damaged(encoding: string, cause: unknown): LostAnswer {
  const text = { en: `the answer's ${encoding} packing is damaged`, zh: `应答的 ${encoding} 压缩数据已损坏` };
  return new LostAnswer({ reason: 'packing', text, isPermanent: false, cause });
}
