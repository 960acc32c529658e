import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpHandler } from '../../src/handlers/http/http-handler.ts';
import { systemClock } from '../../src/model/clock.ts';
import { Secret } from '../../src/model/secret.ts';
import type { HandlerRequest, ReplyPart } from '../../src/model/triggers/handler.ts';
import { type AgentPath, type DemoAgent, startAgent } from '../../src/operations/demo/agent/agent-server.ts';
import { withTables } from '../../src/operations/demo/agent/demo-tables.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** The agent of the demo, asked as the service asks it, about tables as pipelines write them. */

const key = new Secret(`whsec_${Buffer.from('a key of the demo, long enough').toString('base64')}`);
/** Nobody looks: nothing is said slowly. */
const clock = { ...systemClock, sleep: () => Promise.resolve() };
let agent: DemoAgent;
let url: string;

beforeAll(async () => {
  const postgres = await sharedPostgres();
  url = await postgres.newDatabase();
  agent = await startAgent({ clock, withTables: (work) => withTables(new Secret(url), work) });
  agent.setKey('/ask', key);
  agent.setKey('/echo', key);
  return () => postgres.dropDatabase(url);
});
afterAll(() => agent.close());

function ask(
  text: string,
  given: Partial<HandlerRequest> = {},
  { path = '/ask', signedBy = key }: { readonly path?: AgentPath; readonly signedBy?: Secret } = {},
): Promise<ReplyPart[]> {
  const parts = { guard: createHostGuard({ allowsPrivate: true }), environment: {}, now: () => Date.now() };
  const handler = createHttpHandler({ url: `${agent.url}${path}`, keys: [signedBy] }, parts);
  return Array.fromAsync(handler.handle(handlerRequest({ text, ...given }), handlerTools()));
}

async function fill(): Promise<void> {
  const postgres = await sharedPostgres();
  await postgres.query(
    url,
    `CREATE SCHEMA people; CREATE SCHEMA approvals; CREATE SCHEMA bases;
    CREATE TABLE people.contact_users (open_id text, name text);
    INSERT INTO people.contact_users VALUES ('ou_ann', 'Ann'), ('ou_bob', 'Bob | B');
    CREATE TABLE approvals.approval_instances (instance_code text, approval_name text, open_id text);
    INSERT INTO approvals.approval_instances VALUES ('A', 'Leave', 'ou_bob'), ('B', 'Expenses', 'ou_ann'), ('C', 'Leave', 'ou_ann');
    CREATE TABLE approvals.approval_tasks (instance_code text, open_id text, status text, start_time timestamptz, _larkstream_deleted_at timestamptz);
    INSERT INTO approvals.approval_tasks VALUES ('A', 'ou_ann', 'PENDING', now() - interval '3 days', NULL),
      ('B', 'ou_bob', 'PENDING', now() - interval '1 day', NULL), ('C', 'ou_bob', 'PENDING', now(), NULL),
      ('C', 'ou_ann', 'APPROVED', now(), NULL), ('B', 'ou_ann', 'PENDING', now() - interval '9 days', now());
    CREATE TABLE bases.base_tables (app_token text, table_id text, name text, time_zone text);
    INSERT INTO bases.base_tables VALUES ('a', 't', 'Orders', 'Asia/Shanghai');
    CREATE TABLE bases.base_fields (app_token text, table_id text, field_id text, field_name text, type bigint, property json, is_primary boolean);
    INSERT INTO bases.base_fields VALUES ('a', 't', 'f2', 'Name', 1, NULL, true), ('a', 't', 'f1', 'Sum', 2, NULL, false),
      ('a', 't', 'f3', 'Due', 5, '{"date_formatter": "yyyy/MM/dd"}', false), ('a', 't', 'f0', 'Changed', 1002, NULL, false);
    CREATE TABLE bases.base_records (app_token text, table_id text, record_id text, fields json, last_modified_time timestamptz, _larkstream_deleted_at timestamptz);
    INSERT INTO bases.base_records VALUES ('a', 't', 'r1', '{"Name": "old"}', '2026-01-01', NULL), ('a', 't', 'r2', '{"Name": [{"text": "new", "type": "text"}], "Sum": 3, "Due": 1743609600000, "Changed": 1769904000000}', '2026-02-01', NULL),
      ('a', 't', 'r3', '{"Name": "gone"}', '2026-03-01', now())`,
  );
}

test('before the first run it waits for the tables, and says so in the end; what it can do needs no tables', async () => {
  expect(textOf(await ask('How many approvals wait?'))).toContain('still being read');
  const help = await ask('你好');
  expect(textOf(help)).toContain('数据表');
  expect(help).toContainEqual(
    expect.objectContaining({
      kind: 'buttons',
      buttons: [
        expect.objectContaining({ id: 'waiting', text: '有多少在等待？' }),
        expect.anything(),
        expect.anything(),
      ],
    }),
  );
});

test('it counts what waits, on whose desk, for whom, and knows the newest records', async () => {
  await fill();
  const waiting = await ask('How many approvals wait?');
  expect(textOf(waiting)).toContain('**3 approvals wait** on the desks of 2 people, the oldest for 3.0 days.');
  expect(textOf(waiting)).toContain('| Leave | 2 |');
  expect(waiting.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(3);
  expect(waiting[0]).toMatchObject({ kind: 'progress' });
  expect(textOf(await ask('现在卡在谁那里？'))).toContain('| Bob \\| B | 2 | 1.0 |');
  expect(textOf(await ask('What waits for me?'))).toContain('| Leave | Bob \\| B | 3.0 |');
  const records = textOf(await ask('Newest records?'));
  expect(records).toMatch(
    /\| Orders \| Name: new · Sum: 3 · Due: 2025-04-03 \| 2026-0\d-\d\d \d\d:\d\d \|\n\| Orders \| Name: old \|/,
  );
  expect(textOf(await ask('最新的记录？'))).toContain('| Name：new · Sum：3 · Due：2025-04-03 |');
  expect(records).not.toContain('gone');
});

test('a press of a button is answered in the language of the answer above it', async () => {
  const body = {
    button: 'desk',
    value: { language: 'zh' },
    form: {},
    openId: 'ou_ann',
    chatId: 'oc_1',
    messageId: 'om_1',
  };
  const event = { id: 'e', type: 'card.action.trigger', createdAt: 0, body };
  expect(textOf(await ask('', { kind: 'card_action', event }))).toContain('等待最多的审批人');
});

test('the other path says what was said, and what is not signed by its key is refused', async () => {
  expect(textOf(await ask('/echo hello there', {}, { path: '/echo' }))).toBe('hello there');
  const other = new Secret(`whsec_${Buffer.from('the key of somebody else').toString('base64')}`);
  await expect(ask('hello', {}, { signedBy: other })).rejects.toMatchObject({ code: 'handler.refused' });
});
