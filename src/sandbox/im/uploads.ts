import type { UploadedFile } from '../gateway/multipart.ts';
import { refusal } from './refusals.ts';

/** A file or an image that can hang on messages. */
export interface Upload {
  readonly key: string;
  readonly kind: 'image' | 'file';
  /** As the app names it when it uploads: opus, mp4, pdf, doc, xls, ppt, stream; of images the media type. */
  readonly type: string;
  readonly name: string;
  readonly bytes: Buffer;
  /** Undefined for what people send. */
  readonly appId: string | undefined;
  readonly durationMs: number | undefined;
}

const maxImageBytes = 10 * 1024 * 1024;
const maxFileBytes = 30 * 1024 * 1024;

/** The first bytes of images, in hexadecimal. */
const heads: readonly (readonly [head: RegExp, type: string])[] = [
  [/^89504e47/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^47494638/, 'image/gif'],
  [/^52494646.{8}57454250/, 'image/webp'],
  [/^424d/, 'image/bmp'],
  [/^(49492a00|4d4d002a)/, 'image/tiff'],
  [/^00000100/, 'image/x-icon'],
  [/^.{8}66747970686569(63|66)/, 'image/heic'],
];

/** The media type of an image by its first bytes. */
function imageTypeOf(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 16).toString('hex');
  return heads.find(([pattern]) => pattern.test(head))?.[1];
}

const fileTypes: Readonly<Record<string, string>> = {
  opus: 'audio/opus',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
};

/** The `Content-Type` with which it is downloaded. */
export function mediaTypeOf({ kind, type }: Upload): string {
  return kind === 'image' ? type : (fileTypes[type] ?? 'application/octet-stream');
}

/** What was uploaded by apps and sent by people, by key. */
export class Uploads {
  readonly #newId: (prefix: string) => string;
  readonly #uploads = new Map<string, Upload>();

  constructor(newId: (prefix: string) => string) {
    this.#newId = newId;
  }

  find(key: string): Upload | undefined {
    return this.#uploads.get(key);
  }

  /** Of an app (im-v1/image/create) or, without one, of a person. */
  addImage(bytes: Buffer, appId?: string): Upload {
    const type = imageTypeOf(bytes);
    if (appId !== undefined) {
      if (bytes.length === 0) throw refusal(234010);
      if (bytes.length > maxImageBytes) throw refusal(234006);
      if (type === undefined) throw refusal(234011);
    }
    return this.#keep({
      key: this.#newId('img_v3_'),
      kind: 'image',
      type: type ?? 'image/png',
      name: 'image',
      bytes,
      appId,
      durationMs: undefined,
    });
  }

  /** Of an app (im-v1/file/create) or, without one, of a person. */
  addFile({ name, bytes }: UploadedFile, type: string, about: { appId?: string; durationMs?: number } = {}): Upload {
    if (about.appId !== undefined) {
      if (bytes.length === 0) throw refusal(234010);
      if (bytes.length > maxFileBytes) throw refusal(234006);
    }
    const { appId, durationMs } = about;
    return this.#keep({ key: this.#newId('file_v3_'), kind: 'file', type, name, bytes, appId, durationMs });
  }

  #keep(upload: Upload): Upload {
    this.#uploads.set(upload.key, upload);
    return upload;
  }
}
