import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { WriteMode } from '../../model/write-mode.ts';
import { makeFolder } from '../../util/make-folder.ts';
import type { DuckdbConnection } from '../duckdb/connection.ts';
import { duckdbDialect } from '../duckdb/dialect.ts';
import { quoteText } from '../duckdb/sql.ts';
import type { TableColumns } from '../sql/dialect.ts';
import { deletedAtColumn, hashColumn, runIdColumn, syncedAtColumn } from '../sql/table.ts';
import { names } from '../sql/text.ts';
import { fileRows, layoutMark } from './file-rows.ts';
import { syncToDisk, temporaryPath } from './folder.ts';
import { copyOptions, extensionOf, type FileFormat, type FileKind } from './formats.ts';
import type { PublishedFile } from './manifest.ts';

/** What a stream's table holds. */
export interface Content {
  readonly rows: number;
  readonly fingerprint: string;
  /** The run that wrote last, and when it began (RFC 3339); null for an empty table. */
  readonly runId: string | null;
  readonly startedAt: string | null;
  /** Without those that only we need. */
  readonly columns: TableColumns;
}

/** Undefined when the stream has no table yet. */
export async function readContent(
  database: DuckdbConnection,
  { schema, stream, format }: { readonly schema: string; readonly stream: string; readonly format: FileFormat },
): Promise<Content | undefined> {
  const table = duckdbDialect.qualify(schema, stream);
  const columns = new Map(await duckdbDialect.readTable(database, schema, stream));
  if (columns.size === 0) return undefined;
  columns.delete(hashColumn);
  const what = names([hashColumn, runIdColumn, deletedAtColumn]);
  const [found = []] = await database.rows(
    `SELECT count(*)::VARCHAR, coalesce(sum(hash(${what})::HUGEINT), 0)::VARCHAR,
       arg_max(${runIdColumn}, ${syncedAtColumn}), strftime(max(${syncedAtColumn}), '%Y%m%dT%H%M%SZ') FROM ${table}`,
  );
  const [count, sum, runId, startedAt] = found.map((value) => (value === null ? null : String(value)));
  return {
    rows: Number(count),
    fingerprint: hash('sha1', [count, sum, ...columns.keys(), layoutMark(format)].join(' ').trimEnd()),
    runId: runId ?? null,
    startedAt: startedAt ?? null,
    columns,
  };
}

const shortId = 8;

/** One file that is replaced, or one for each run; its name sorts by time and is the same when a run publishes again. */
function fileName(mode: WriteMode, { runId, startedAt }: Content, kind: FileKind): string {
  const name = mode === 'append' ? `${startedAt}-${(runId ?? '').slice(0, shortId)}` : 'data';
  return name + extensionOf(kind);
}

interface Export {
  readonly database: DuckdbConnection;
  readonly schema: string;
  readonly folder: string;
  readonly stream: string;
  readonly mode: WriteMode;
  readonly content: Content;
  readonly kind: FileKind;
  readonly runId: string;
}

/** Writes a stream's rows beside the place where they will stand. */
export async function exportStream(from: Export): Promise<PublishedFile> {
  const { database, folder, stream, content, kind } = from;
  makeFolder(join(folder, stream));
  const path = `${stream}/${fileName(from.mode, content, kind)}`;
  const temporary = temporaryPath(join(folder, path));
  const copy = `COPY (SELECT ${fileRows(kind.format, content.columns)} FROM ${duckdbDialect.qualify(from.schema, stream)})
    TO ${quoteText(temporary)} (${copyOptions(kind)})`;
  try {
    await database.run(copy);
  } catch (thrown) {
    if (!(thrown instanceof Error) || !thrown.message.includes('Out of Memory')) throw thrown;
    await database.allowWideRows();
    await database.run(copy);
  }
  syncToDisk(temporary);
  return { path, rows: content.rows, bytes: statSync(temporary).size, runId: content.runId ?? from.runId };
}
