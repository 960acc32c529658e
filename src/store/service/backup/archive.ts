import { createHash } from 'node:crypto';
import { ConfigError } from '../../../model/errors.ts';
import type { Message } from '../../../model/message.ts';
import { isObject, type JsonObject, tryParseJson } from '../../../util/json.ts';

// A backup is gzip over lines: a header, then for each table a line that names its columns, its rows as COPY writes them and `\.`, and at
// the end a line with the number of rows and the SHA-256 of all lines before it. The header says which migrations the tables had gone through.

export const formatVersion = 1;
export const endOfTable = '\\.';
const newline = 0x0a;

/** The first line. */
export interface BackupHeader {
  readonly format: number;
  /** Of the program that wrote it. */
  readonly program: string;
  readonly at: string;
  /** How many migrations each list of them had gone through, by the table that counts them. */
  readonly versions: Readonly<Record<string, number>>;
}

/** The line before the rows of a table. */
export interface TableHeader {
  readonly table: string;
  readonly columns: readonly string[];
  /** Numbers that the server gives out for it, where it does. */
  readonly sequences: readonly { readonly column: string; readonly next: number }[];
}

/** A part of a backup, in the order of the file. Rows hold their line ends. */
export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'table'; readonly table: TableHeader }
  | { readonly kind: 'rows'; readonly rows: readonly Buffer[] }
  | { readonly kind: 'end'; readonly tables: number; readonly rows: number };

/** Takes a backup apart, from its unpacked bytes. @throws ConfigError `serve.backup.invalid` when it is no backup, cut or changed. */
export async function* readParts(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const reader = new Reader();
  for await (const lines of linesOf(bytes)) {
    let rows: Buffer[] = [];
    for (const line of lines) {
      const part = reader.take(line);
      if (part === 'row') rows.push(line);
      else {
        if (rows.length > 0) yield { kind: 'rows', rows };
        rows = [];
        if (part !== 'end of table') yield part;
      }
    }
    if (rows.length > 0) yield { kind: 'rows', rows };
  }
  if (!reader.isDone) throw invalid({ en: 'it is cut short', zh: '内容不完整' });
}

/** Knows what a line is from those before it. */
class Reader {
  readonly #hash = createHash('sha256');
  #place: 'start' | 'between' | 'table' | 'end' = 'start';
  #tables = 0;
  #rows = 0;

  get isDone(): boolean {
    return this.#place === 'end';
  }

  take(line: Buffer): BackupPart | 'row' | 'end of table' {
    if (this.#place === 'end') throw invalid({ en: 'something follows its end', zh: '结尾之后还有内容' });
    const part = this.#place === 'table' ? this.#inTable(line) : this.#between(line, this.#place);
    if (typeof part === 'string' || part.kind !== 'end') this.#hash.update(line);
    return part;
  }

  #inTable(line: Buffer): 'row' | 'end of table' {
    if (!isEndOfTable(line)) {
      this.#rows++;
      return 'row';
    }
    this.#place = 'between';
    return 'end of table';
  }

  #between(line: Buffer, place: 'start' | 'between'): BackupPart {
    const read = tryParseJson(line.toString());
    if (!isObject(read)) throw invalid({ en: 'a line of it is not understood', zh: '其中一行无法识别' });
    if (place === 'start') {
      this.#place = 'between';
      return { kind: 'header', header: headerOf(read) };
    }
    if (read.end === true) return this.#end(read);
    this.#place = 'table';
    this.#tables++;
    return { kind: 'table', table: tableOf(read) };
  }

  #end({ rows, tables, sha256 }: JsonObject): BackupPart {
    if (rows !== this.#rows || tables !== this.#tables || sha256 !== this.#hash.digest('hex'))
      throw invalid({ en: 'its checksum is wrong', zh: '校验和不符' });
    this.#place = 'end';
    return { kind: 'end', tables, rows };
  }
}

/** What a backup cannot be read for. */
export function invalid(reason: Message): ConfigError {
  return new ConfigError({
    code: 'serve.backup.invalid',
    message: { en: `This is no whole backup: ${reason.en}`, zh: `这不是完整的备份：${reason.zh}` },
  });
}

const isEndOfTable = (line: Buffer): boolean => line.length === 3 && line.toString() === `${endOfTable}\n`;

function headerOf(read: JsonObject): BackupHeader {
  const { format, program, at, versions } = read;
  if (read.larkstream !== 'backup' || typeof format !== 'number' || !isObject(versions))
    throw invalid({ en: 'it does not begin like one', zh: '开头不符' });
  if (format > formatVersion) throw invalid({ en: 'a newer Larkstream wrote it', zh: '由更新版本的 Larkstream 写入' });
  const counts = Object.entries(versions).map(([name, version]) => [name, Number(version)] as const);
  return { format, program: String(program), at: String(at), versions: Object.fromEntries(counts) };
}

function tableOf({ table, columns, sequences }: JsonObject): TableHeader {
  if (typeof table !== 'string' || !Array.isArray(columns) || !Array.isArray(sequences))
    throw invalid({ en: 'a table of it is not understood', zh: '其中一张表无法识别' });
  return {
    table,
    columns: columns.map(String),
    sequences: sequences.filter(isObject).map(({ column, next }) => ({ column: String(column), next: Number(next) })),
  };
}

/** The lines that each piece completes, with their ends. */
async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let rest: Buffer[] = [];
  for await (const piece of bytes) {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, from)) {
      const line = piece.subarray(from, at + 1);
      lines.push(rest.length === 0 ? line : Buffer.concat([...rest, line]));
      rest = [];
      from = at + 1;
    }
    if (from < piece.length) rest.push(piece.subarray(from));
    yield lines;
  }
  if (rest.length > 0) throw invalid({ en: 'it is cut short', zh: '内容不完整' });
}
