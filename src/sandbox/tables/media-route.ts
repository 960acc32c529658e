import { createHash } from 'node:crypto';
import { isObject, readObject, readText, tryParseJson } from '../../util/json.ts';
import { ApiFailure, type Exchange, type FileAnswer, type Route } from '../route.ts';
import type { BaseRegistry } from './base-access.ts';
import { attachedFile, attachedFiles } from './cell-pools.ts';
import type { SandboxBase } from './sandbox-base.ts';
import type { SandboxTable } from './sandbox-table.ts';

/**
 * GET …/medias/:file_token/download: the bytes of an attachment, whole or the part that `Range` asks for. In a Base with advanced
 * permissions `extra` has to name its table (drive-v1/media/download).
 */
export function mediaRoute(registry: BaseRegistry): Route {
  return {
    method: 'GET',
    path: '/open-apis/drive/v1/medias/:file_token/download',
    handle: (exchange) => ({ file: fileOf(registry, exchange) }),
  };
}

interface Found {
  readonly base: SandboxBase;
  readonly table: SandboxTable;
  readonly at: number;
}

function find(registry: BaseRegistry, fileToken: string): Found | undefined {
  for (const base of registry.bases.values()) {
    for (const table of base.tables) {
      const at = Array.from({ length: attachedFiles }, (_, index) => index).find(
        (index) => attachedFile(table.id, index).fileToken === fileToken,
      );
      if (at !== undefined) return { base, table, at };
    }
  }
  return undefined;
}

/** The same for files of the same name and size, in whatever table they hang. */
function fileBytes({ name, size }: { readonly name: string; readonly size: number }): Buffer {
  return Buffer.alloc(size, createHash('sha256').update(`${name} ${size}`).digest());
}

function fileOf(registry: BaseRegistry, { params, query, range }: Exchange): FileAnswer {
  const found = find(registry, params.file_token ?? '');
  if (found === undefined) throw new ApiFailure(1061003, 'not found.', 404);
  const { base, table, at } = found;
  const extra = tryParseJson(query.get('extra') ?? '');
  const named = readText(readObject(isObject(extra) ? extra : {}, 'bitablePerm'), 'tableId');
  if (!base.isShared || (base.isAdvanced && named !== table.id)) throw new ApiFailure(1061004, 'forbidden.', 403);
  const file = attachedFile(table.id, at);
  const all = fileBytes(file);
  const headers = { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined) return { status: 200, contentType: file.type, headers, bytes: all };
  const start = Number(from);
  const end = Math.min(to === undefined || to === '' ? all.length : Number(to) + 1, all.length);
  if (start >= end) throw new ApiFailure(1061002, 'params error.', 400);
  const part = { ...headers, 'content-range': `bytes ${start}-${end - 1}/${all.length}` };
  return { status: 206, contentType: file.type, headers: part, bytes: all.subarray(start, end) };
}
