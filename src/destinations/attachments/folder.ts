import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, truncateSync } from 'node:fs';
import { appendFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AttachedFile, AttachmentStore } from '../../model/attachment-store.ts';
import { isObject, readText, tryParseJson } from '../../util/json.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { withFileErrors } from '../file-errors.ts';

const indexName = 'index.ndjson';
/** A token that is a file name on every system. */
const plainToken = /^[A-Za-z0-9_-]{1,128}$/;
/** What a name may end with without surprises for shells and web servers. */
const plainEnding = /^\.[A-Za-z0-9]{1,8}$/;

/**
 * Files by the hash of their content, `files/ab/<sha256>.pdf`, and an index with one line for each token of the platform. A file
 * that is not finished is in `parts/`, and the next run continues it. Files are never changed; the index only grows.
 */
export class AttachmentFolder implements AttachmentStore {
  readonly maxBytes: number;
  readonly #folder: string;
  readonly #known: Set<string>;

  private constructor(folder: string, known: Set<string>, maxBytes: number) {
    this.#folder = folder;
    this.#known = known;
    this.maxBytes = maxBytes;
  }

  /** @throws ConfigError `destination.open.failed` */
  static async open(options: { readonly path: string; readonly maxBytes: number }): Promise<AttachmentFolder> {
    const { path, maxBytes } = options;
    return await withFileErrors('opening', path, () => {
      makeFolder(join(path, 'parts'));
      return new AttachmentFolder(path, readIndex(path), maxBytes);
    });
  }

  has(fileToken: string): boolean {
    return this.#known.has(fileToken);
  }

  async partSize(fileToken: string): Promise<number> {
    const found = await stat(this.#part(fileToken)).catch(() => undefined);
    return found?.size ?? 0;
  }

  async append(fileToken: string, bytes: Buffer): Promise<void> {
    await this.#writing(() => appendFile(this.#part(fileToken), bytes));
  }

  async drop(fileToken: string): Promise<void> {
    await this.#writing(() => rm(this.#part(fileToken), { force: true }));
  }

  async finish({ fileToken, name, type }: AttachedFile): Promise<void> {
    await this.#writing(async () => {
      const part = this.#part(fileToken);
      // A file without content has no part.
      if (!existsSync(part)) await appendFile(part, '');
      const hash = createHash('sha256');
      await pipeline(createReadStream(part), hash);
      const sha256 = hash.digest('hex');
      const ending = extname(name).toLowerCase();
      const path = `files/${sha256.slice(0, 2)}/${sha256}${plainEnding.test(ending) ? ending : ''}`;
      const { size } = await stat(part);
      makeFolder(dirname(join(this.#folder, path)));
      await rename(part, join(this.#folder, path));
      const line = { file_token: fileToken, path, sha256, size, name, type };
      await appendFile(join(this.#folder, indexName), `${JSON.stringify(line)}\n`);
      this.#known.add(fileToken);
    });
  }

  #part(fileToken: string): string {
    const name = plainToken.test(fileToken) ? fileToken : createHash('sha256').update(fileToken).digest('hex');
    return join(this.#folder, 'parts', name);
  }

  async #writing(work: () => Promise<void>): Promise<void> {
    await withFileErrors('writing', this.#folder, work);
  }
}

/** Tokens whose files are there. A last line that was cut by a crash is taken away, and its file downloaded again. */
function readIndex(folder: string): Set<string> {
  const path = join(folder, indexName);
  if (!existsSync(path)) return new Set();
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.toString('utf8', 0, end).split('\n');
  const files = lines.map((line) => tryParseJson(line)).filter(isObject);
  return new Set(
    files.flatMap((file) => {
      const [fileToken, at] = [readText(file, 'file_token'), readText(file, 'path')];
      return fileToken !== null && at !== null && existsSync(join(folder, at)) ? [fileToken] : [];
    }),
  );
}
