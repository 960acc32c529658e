import { Client, LoggerLevel } from '@larksuiteoapi/node-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, parseJson, readTexts } from '../../src/util/json.ts';

const anchorMs = 1_760_000_000_000;
const hourMs = 3_600_000;

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await startSandbox({
    startedAtMs: anchorMs,
    limits: 'off',
    approvals: { definitions: 3, instancesPerDay: 6, days: 5 },
    bases: [
      { tables: 3, records: 130 },
      { tables: 1, records: 40 },
    ],
  });
  const { appId, appSecret } = sandbox.options;
  client = new Client({ appId, appSecret, domain: sandbox.url, loggerLevel: LoggerLevel.error });
});

afterAll(() => sandbox.close());

/** Payloads without file links, which differ at each read. */
const stable = (value: unknown): unknown =>
  parseJson(JSON.stringify(value).replace(/https:[^"\\]*(\\\\u0026[^"\\]*)*/g, 'url'));

test('the official SDK lists approval instances in ten-hour windows and gets each of them as it is', async () => {
  const { approvals } = sandbox.tenant;
  for (const approval_code of approvals.approvalCodes) {
    const codes: string[] = [];
    for (let from = anchorMs - 5 * 24 * hourMs; from < anchorMs; from += 10 * hourMs) {
      const params = {
        approval_code,
        start_time: String(from),
        end_time: String(from + 10 * hourMs - 1),
        page_size: 2,
      };
      for await (const page of await client.approval.instance.listWithIterator({ params })) {
        // The SDK types these pages as `{}`.
        codes.push(...(isObject(page) ? readTexts(page, 'instance_code_list') : []));
      }
    }
    expect(codes).toEqual([...approvals.instanceCodes({ approvalCode: approval_code })]);
    expect(codes).toHaveLength(30);
    for (const instance_id of codes.slice(0, 12)) {
      const answer = await client.approval.instance.get({ path: { instance_id } });
      expect(answer.code).toBe(0);
      expect(stable(answer.data)).toEqual(stable(approvals.apiInstance(instance_id)));
    }
    const definition = await client.approval.approval.get({ path: { approval_code } });
    expect(definition.data).toEqual(approvals.apiDefinition(approval_code));
  }
});

test('the official SDK searches tasks by update time', async () => {
  const [approval_code = ''] = sandbox.tenant.approvals.approvalCodes;
  const answer = await client.approval.task.search({ data: { approval_code, order: 0 }, params: { page_size: 50 } });
  const updated = (answer.data?.task_list ?? []).map((item) => Number(item.task?.update_time));
  expect(updated.length).toBeGreaterThan(10);
  expect(updated).toEqual([...updated].sort((left, right) => right - left));
});

test('the official SDK reads every table of every Base, record for record', async () => {
  const { tables } = sandbox.tenant;
  for (const app_token of tables.appTokens) {
    const listed = await client.bitable.appTable.list({ path: { app_token }, params: { page_size: 100 } });
    expect(listed.data?.items).toEqual(tables.tables(app_token));
    for (const table_id of tables.tableIds(app_token)) {
      const path = { app_token, table_id };
      const fields = await client.bitable.appTableField.list({ path, params: { page_size: 100 } });
      expect(fields.data?.items).toEqual(tables.fields(app_token, table_id));
      const records: unknown[] = [];
      const payload = { path, params: { page_size: 50 }, data: { automatic_fields: true } };
      for await (const page of await client.bitable.appTableRecord.searchWithIterator(payload)) {
        records.push(...(page?.items ?? []));
      }
      expect(records).toEqual([...tables.records(app_token, table_id)].map((text) => parseJson(text)));
      expect(records.length).toBe(tables.recordCount(app_token, table_id));
    }
  }
});

test('the official SDK resolves a wiki node and sees which records are gone', async () => {
  const { tables } = sandbox.tenant;
  const [token = ''] = tables.wikiTokens;
  const node = await client.wiki.space.getNode({ params: { token } });
  const app_token = node.data?.node?.obj_token ?? '';
  expect(app_token).toBe(tables.appTokens[1]);
  const [table_id = ''] = tables.tableIds(app_token);
  const [kept, gone] = [tables.recordId(app_token, table_id, 1), tables.recordId(app_token, table_id, 2)];
  tables.deleteRecord(app_token, table_id, gone);
  const answer = await client.bitable.appTableRecord.batchGet({
    path: { app_token, table_id },
    data: { record_ids: [kept, gone] },
  });
  expect(answer.data?.records?.map((record) => record.record_id)).toEqual([kept]);
  expect(answer.data?.absent_record_ids).toEqual([gone]);
});
