import { isObject, type JsonObject } from '../../util/json.ts';
import type { Answer, Exchange, Route } from '../route.ts';
import { baseOf, tableOf, userIdTypeOf } from './base-access.ts';
import { checkCells } from './check-cells.ts';
import type { PeoplePool } from './people-pool.ts';
import { hiddenByPermission, type RecordService, recordsPath } from './record-queries.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { WrittenCells } from './written-cells.ts';

/** How records are changed: as users do it, so that revisions move and events are published. */
interface RecordWriter {
  addRecord(appToken: string, tableId: string, cells: WrittenCells): string;
  editRecord(appToken: string, tableId: string, recordId: string, cells: WrittenCells): void;
  deleteRecord(appToken: string, tableId: string, recordId: string): void;
}

/** What the routes that write records share. */
interface WriteService extends RecordService {
  readonly writer: RecordWriter;
  readonly people: PeoplePool;
}

/** bitable-v1/app-table-record/batch_create, batch_update and batch_delete. */
const maxRecords = { create: 1000, update: 1000, delete: 500 } as const;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const maxRememberedTokens = 1000;

/** Records one by one and in batches: create, update, delete. A batch is done as a whole or not at all. */
export function writeRoutes(service: WriteService): readonly Route[] {
  const remembered = new Map<string, Answer>();
  const one = `${recordsPath}/:record_id`;
  const post = (path: string, write: (call: Call, exchange: Exchange) => Answer): Route => ({
    method: 'POST',
    path,
    handle: (exchange) => once(remembered, exchange, service, () => write(begin(service, exchange), exchange)),
  });
  return [
    post(recordsPath, (call, { body }) => {
      const [record] = create(call, [body]);
      return { data: { record } };
    }),
    post(`${recordsPath}/batch_create`, (call, { body }) => ({
      data: { records: create(call, listOf(call, body.records, maxRecords.create)) },
    })),
    post(`${recordsPath}/batch_update`, (call, { body }) => ({
      data: { records: update(call, listOf(call, body.records, maxRecords.update)) },
    })),
    post(`${recordsPath}/batch_delete`, (call, { body }) => ({
      data: { records: remove(call, textsOf(call, body.records)) },
    })),
    {
      method: 'PUT',
      path: one,
      handle: (exchange) => {
        const [record] = update(begin(service, exchange), [{ ...exchange.body, record_id: exchange.params.record_id }]);
        return { data: { record } };
      },
    },
    {
      method: 'DELETE',
      path: one,
      handle: (exchange) => ({ data: remove(begin(service, exchange), [exchange.params.record_id ?? ''])[0] }),
    },
  ];
}

interface Call {
  readonly service: WriteService;
  readonly appToken: string;
  readonly table: SandboxTable;
  readonly toCells: (fields: unknown) => WrittenCells;
}

function begin(service: WriteService, exchange: Exchange): Call {
  const { registry, failures, people } = service;
  const base = baseOf(registry, exchange, failures);
  const table = tableOf(base, exchange, failures);
  if (hiddenByPermission(service, base)) throw failures.failure(1254302, 'Permission denied.');
  const userIdType = userIdTypeOf(exchange.query.get('user_id_type'));
  const toCells = (fields: unknown): WrittenCells => {
    if (!isObject(fields)) throw failures.failure(1254001, 'WrongRequestBody: fields');
    return checkCells(fields, { table, userIdType, failures, people });
  };
  return { service, appToken: base.appToken, table, toCells };
}

/** What was written comes back as it was sent, as in the pages' samples. */
function create({ service, appToken, table, toCells }: Call, asked: readonly Readonly<Record<string, unknown>>[]) {
  const checked = asked.map(({ fields }) => ({ fields, cells: toCells(fields) }));
  return checked.map(({ fields, cells }) => {
    return { fields, record_id: service.writer.addRecord(appToken, table.id, cells) };
  });
}

function update(call: Call, asked: readonly Readonly<Record<string, unknown>>[]) {
  const { service, appToken, table, toCells } = call;
  const checked = asked.map(({ fields, record_id }) => {
    return { fields, cells: toCells(fields), recordId: liveId(call, record_id) };
  });
  return checked.map(({ fields, cells, recordId }) => {
    service.writer.editRecord(appToken, table.id, recordId, cells);
    return { fields, record_id: recordId };
  });
}

function remove(call: Call, recordIds: readonly string[]) {
  const ids = [...new Set(recordIds.map((id) => liveId(call, id)))];
  return ids.map((id) => {
    call.service.writer.deleteRecord(call.appToken, call.table.id, id);
    return { deleted: true, record_id: id };
  });
}

function liveId({ service: { failures }, table }: Call, id: unknown): string {
  if (typeof id !== 'string' || !/^rec[A-Za-z0-9]+$/.test(id)) throw failures.failure(1254006, 'WrongRecordId');
  if (table.liveRowOf(id) < 0) throw failures.failure(1254043, `RecordIdNotFound: ${id}`);
  return id;
}

function listOf({ service: { failures } }: Call, value: unknown, maxSize: number): readonly JsonObject[] {
  const list = Array.isArray(value) ? value.filter(isObject) : [];
  if (list.length === 0) throw failures.failure(1254007, 'EmptyValue: records');
  if (list.length > maxSize) throw failures.failure(1254104, `RecordAddOnceExceedLimit: at most ${maxSize} records`);
  return list;
}

function textsOf({ service: { failures } }: Call, value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value.map(String) : [];
  if (list.length === 0) throw failures.failure(1254007, 'EmptyValue: records');
  if (list.length > maxRecords.delete)
    throw failures.failure(1254104, `RecordAddOnceExceedLimit: at most ${maxRecords.delete} records`);
  return list;
}

/** A call that is repeated with its `client_token` does nothing again, and answers as it did. */
function once(
  remembered: Map<string, Answer>,
  { appId, params, query }: Exchange,
  { failures }: WriteService,
  write: () => Answer,
): Answer {
  const token = query.get('client_token');
  if (!token) return write();
  if (!uuid.test(token)) throw failures.failure(1254037, 'Invalid client token');
  const key = JSON.stringify([appId, params, token]);
  const answer = remembered.get(key) ?? write();
  remembered.set(key, answer);
  for (const old of remembered.keys()) if (remembered.size > maxRememberedTokens) remembered.delete(old);
  return answer;
}
