import type { AttachedFile, AttachmentStore } from '../../model/attachment-store.ts';
import { type LarkstreamError, TransientError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { driveEndpoints } from '../../open-platform/endpoints/drive.ts';
import { isObject, type JsonValue, readNumber, readText, tryParseJson } from '../../util/json.ts';
import { type JsonText, liftedAt } from '../../util/json-text.ts';
import { plural } from '../../util/plural.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { feed } from './config.ts';
import type { RecordPage } from './rows.ts';

/** A file as a cell holds it, with the permission that its link carries. */
export interface LinkedFile extends AttachedFile {
  readonly extra: string | undefined;
}

const mark = Buffer.from('"file_token"');

/** A call fetches at most this much, and memory holds as much for each file that is under way. */
const pieceBytes = 16 * 1024 * 1024;
/** Failures that every other file would meet as well. */
const forAll = /^(destination\.|lark\.scope\.|lark\.quota\.)/;
/** More would only wait for each other: the limit is five calls a second. */
const atOnce = 3;

function hasFiles(value: JsonText): boolean {
  const { place } = value;
  if (place === undefined) return value.text.includes('"file_token"');
  return place.body.subarray(place.start, place.end).includes(mark);
}

/** The `extra` of a link, decoded. In a Base with advanced permissions a download without it is refused. */
function extraOf(link: string | null): string | undefined {
  if (link === null || !URL.canParse(link)) return undefined;
  return new URL(link).searchParams.get('extra') ?? undefined;
}

function linkedFile(item: JsonValue): LinkedFile[] {
  if (!isObject(item)) return [];
  const fileToken = readText(item, 'file_token');
  if (fileToken === null) return [];
  const [name, type, size] = [readText(item, 'name') ?? '', readText(item, 'type'), readNumber(item, 'size')];
  return [{ fileToken, name, type, size, extra: extraOf(readText(item, 'url')) }];
}

/** The files that are attached to the records of a page. */
export function filesOf({ items: records, texts }: RecordPage): LinkedFile[] {
  return records.flatMap((record) => {
    const fields = liftedAt(record, 'fields', texts);
    if (fields === null || !hasFiles(fields)) return [];
    const cells = tryParseJson(fields.text);
    return Object.values(isObject(cells) ? cells : {}).flatMap((cell) =>
      Array.isArray(cell) ? cell.flatMap(linkedFile) : [],
    );
  });
}

/**
 * Downloads the attachments of a Base beside the reading of its records. The next run goes on with what is not finished when
 * this one ends; a file that cannot be had stops no other.
 */
export class AttachmentDownloads {
  readonly #store: AttachmentStore;
  readonly #context: Pick<FeedContext, 'client' | 'signal'>;
  readonly #pieceBytes: number;
  readonly #waiting = new Map<string, LinkedFile>();
  readonly #asked = new Set<string>();
  readonly #workers = new Set<Promise<void>>();
  readonly #failed: LarkstreamError[] = [];
  #tooLarge = 0;

  constructor(store: AttachmentStore, context: Pick<FeedContext, 'client' | 'signal'>, piece: number = pieceBytes) {
    this.#store = store;
    this.#context = context;
    this.#pieceBytes = piece;
  }

  /** Begins with what is not there yet, and returns at once. */
  take(page: RecordPage): void {
    for (const file of filesOf(page)) {
      if (this.#store.has(file.fileToken) || this.#asked.has(file.fileToken)) continue;
      this.#asked.add(file.fileToken);
      if ((file.size ?? 0) > this.#store.maxBytes) this.#tooLarge++;
      else this.#waiting.set(file.fileToken, file);
    }
    while (this.#workers.size < Math.min(atOnce, this.#waiting.size)) this.#addWorker();
  }

  /** Resolves when all that was taken is there or has failed; returns what a person should know. */
  async finish(): Promise<Message[]> {
    while (this.#workers.size > 0) await Promise.all(this.#workers);
    const [first] = this.#failed;
    return [
      ...(first === undefined
        ? []
        : [
            {
              en: `${plural(this.#failed.length, 'attachment')} could not be downloaded; the next run tries again. ${first.texts.message.en}`,
              zh: `${this.#failed.length} 个附件无法下载，下次运行再试。${first.texts.message.zh}`,
            },
          ]),
      ...(this.#tooLarge === 0
        ? []
        : [
            {
              en: `${plural(this.#tooLarge, 'attachment is', 'attachments are')} larger than allowed and left out`,
              zh: `${this.#tooLarge} 个附件超过允许的大小，已略去`,
            },
          ]),
    ];
  }

  #addWorker(): void {
    const worker = this.#work().finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  async #work(): Promise<void> {
    for (const [fileToken, file] of this.#waiting) {
      this.#waiting.delete(fileToken);
      if (this.#context.signal.aborted) return;
      try {
        await this.#download(file);
      } catch (thrown) {
        const error = toLarkstreamError(thrown);
        this.#failed.push(error);
        // The next file would meet the same.
        if (isFatal(error) || forAll.test(error.code)) this.#waiting.clear();
      }
    }
  }

  async #download(file: LinkedFile): Promise<void> {
    const { fileToken, extra } = file;
    const { client, signal } = this.#context;
    let from = await this.#store.partSize(fileToken);
    let total = file.size ?? Number.POSITIVE_INFINITY;
    while (from < total) {
      const { bytes, total: told } = await client.download(driveEndpoints.downloadMedia, {
        path: { file_token: fileToken },
        query: { extra },
        part: { from, to: from + this.#pieceBytes - 1 },
        signal,
        feed,
      });
      // A server that ignores ranges sends the whole file.
      if (told === bytes.length && from > 0) await this.#store.drop(fileToken);
      total = told ?? total;
      if (bytes.length === 0) break;
      await this.#store.append(fileToken, bytes);
      from = await this.#store.partSize(fileToken);
    }
    if (Number.isFinite(total) && from !== total) {
      await this.#store.drop(fileToken);
      throw new TransientError({
        code: 'lark.answer.unreadable',
        message: {
          en: `${file.name} has ${plural(total, 'byte')}, but ${from} came`,
          zh: `${file.name} 有 ${total} 字节，但只收到 ${from} 字节`,
        },
        cure: {
          en: 'Run again; if the problem persists, open the file in the Base.',
          zh: '请再次运行；若仍如此，请在多维表格中打开该文件查看。',
        },
        details: { file_token: fileToken },
      });
    }
    await this.#store.finish(file);
  }
}
