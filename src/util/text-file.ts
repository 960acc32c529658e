import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Why a file gives no text. */
export type TextFileFault =
  | 'missing'
  | 'folder'
  | 'forbidden'
  | 'unreadable'
  | 'too-large'
  | 'utf16'
  | 'binary'
  | 'not-utf8';

type TextFile = { readonly text: string } | { readonly fault: TextFileFault; readonly code?: string };

const faultOfCode: Readonly<Record<string, TextFileFault>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'folder',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
};

/** Reads a file of UTF-8 up to a size; pipes too, which have no size to look at before. A byte order mark is left out. */
export function readTextFile(file: string, maxBytes: number): TextFile {
  try {
    const bytes = readBytes(file, maxBytes);
    return bytes === undefined ? { fault: 'too-large' } : decode(bytes);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'EIO';
    return { fault: faultOfCode[code] ?? 'unreadable', code };
  }
}

function readBytes(file: string, maxBytes: number): Buffer | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > maxBytes) return undefined;
    const chunks: Buffer[] = [];
    for (let total = 0; total <= maxBytes; ) {
      const chunk = Buffer.allocUnsafe(Math.min(Math.max(size + 1, 65_536), maxBytes + 1 - total));
      const count = readSync(descriptor, chunk);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

function decode(bytes: Buffer): TextFile {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return { fault: 'utf16' };
  // UTF-16 without its mark has a zero beside each letter of ASCII; other zeros are no text at all.
  if (bytes.includes(0)) return { fault: (bytes[0] === 0) !== (bytes[1] === 0) ? 'utf16' : 'binary' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { fault: 'not-utf8' };
  }
}
