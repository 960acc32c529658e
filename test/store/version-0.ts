import type { SqlValue } from '../../src/store/database.ts';

/** The tables as the last version made them that did not count migrations; frozen. `SEQUENCE` stands for a number that grows by itself. */
export const version0Tables: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS events (
    seq SEQUENCE,
    app_id TEXT NOT NULL,
    tenant_key TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    order_key TEXT,
    via TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until BIGINT NOT NULL DEFAULT 0,
    finished_at BIGINT,
    last_error TEXT,
    UNIQUE (app_id, dedup_key)
  )`,
  `CREATE INDEX IF NOT EXISTS events_waiting ON events (app_id, seq) WHERE state = 'pending'`,
  `CREATE INDEX IF NOT EXISTS events_order ON events (app_id, order_key, seq) WHERE state = 'pending' AND order_key IS NOT NULL`,
  'CREATE INDEX IF NOT EXISTS events_types ON events (type, state)',
  'CREATE INDEX IF NOT EXISTS events_finished ON events (finished_at)',
  'CREATE INDEX IF NOT EXISTS events_ids ON events (event_id)',
  `CREATE TABLE IF NOT EXISTS connections (
    owner TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    status TEXT NOT NULL,
    heartbeat_at BIGINT NOT NULL,
    command TEXT
  )`,
  `CREATE TABLE IF NOT EXISTS tickets (app_id TEXT PRIMARY KEY, ticket TEXT NOT NULL, created_at BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS installations (
    app_id TEXT NOT NULL,
    tenant_key TEXT NOT NULL,
    installed_at BIGINT NOT NULL,
    uninstalled_at BIGINT,
    PRIMARY KEY (app_id, tenant_key)
  )`,
];

/** When the store was written. */
export const writtenAt = 1_790_000_000_000;

interface StoredBefore {
  readonly id: string;
  readonly type: string;
  readonly state: 'pending' | 'done' | 'dead';
  readonly attempts?: number;
  readonly next_at?: number;
  readonly lease_owner?: string;
  readonly lease_until?: number;
  readonly finished_at?: number;
  readonly last_error?: string;
  readonly order_key?: string;
}

const person = 'contact.user.updated_v3';
const message = 'im.message.receive_v1';
const failure = JSON.stringify({ en: 'HTTP 500', zh: 'HTTP 500：服务器错误' });

/** An event in every state that the version knew, by what its id says. */
const version0Events: readonly StoredBefore[] = [
  { id: 'waiting', type: person, state: 'pending' },
  {
    id: 'claimed',
    type: person,
    state: 'pending',
    attempts: 1,
    lease_owner: 'h:1:a',
    lease_until: writtenAt + 120_000,
  },
  { id: 'expired', type: person, state: 'pending', attempts: 1, lease_owner: 'h:2:b', lease_until: writtenAt - 1 },
  { id: 'failed', type: person, state: 'pending', attempts: 3, next_at: writtenAt + 60_000, last_error: failure },
  { id: 'failed-in-english', type: person, state: 'pending', attempts: 1, next_at: 1, last_error: 'HTTP 502' },
  { id: 'first-of-instance', type: 'approval_instance', state: 'pending', order_key: 'approval/I1' },
  { id: 'second-of-instance', type: 'approval_task', state: 'pending', order_key: 'approval/I1' },
  { id: 'waiting-message', type: message, state: 'pending' },
  { id: 'replicated', type: person, state: 'done', attempts: 1, finished_at: writtenAt - 500 },
  { id: 'done-message', type: message, state: 'done', attempts: 1, finished_at: writtenAt - 400 },
  { id: 'ticket', type: 'app_ticket', state: 'done', finished_at: writtenAt - 1_000 },
  { id: 'given-up', type: person, state: 'dead', attempts: 8, finished_at: writtenAt - 300, last_error: failure },
  { id: 'too-deep', type: person, state: 'dead', finished_at: writtenAt - 200, last_error: failure },
  { id: 'unreadable', type: 'unreadable', state: 'dead', finished_at: writtenAt - 100, last_error: failure },
];

/** The sequence had come to this number, and the last of them were forgotten. */
export const version0LastSeq = 40;

export const insert = (table: string, row: Readonly<Record<string, SqlValue>>): { sql: string; values: SqlValue[] } => {
  const names = Object.keys(row);
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`;
  return { sql, values: Object.values(row) };
};

/** Fills the tables; `$1` stands for the first value. */
export const version0Rows: readonly { readonly sql: string; readonly values: readonly SqlValue[] }[] = [
  ...version0Events.map(({ id, ...others }) =>
    insert('events', {
      app_id: 'cli_1',
      tenant_key: 'tenant',
      dedup_key: id,
      event_id: id,
      order_key: null,
      via: 'webhook',
      created_at: writtenAt - 2_000,
      received_at: writtenAt - 1_000,
      body: JSON.stringify({ id, text: '张三' }),
      ...others,
    }),
  ),
  ...Array.from({ length: version0LastSeq - version0Events.length }, (_, at) =>
    insert('events', {
      app_id: 'cli_1',
      tenant_key: 'tenant',
      dedup_key: `forgotten-${at}`,
      event_id: `forgotten-${at}`,
      type: person,
      via: 'webhook',
      created_at: 0,
      received_at: 0,
      body: '{}',
      state: 'done',
      finished_at: 0,
    }),
  ),
  { sql: `DELETE FROM events WHERE event_id LIKE 'forgotten-%'`, values: [] },
  insert('connections', {
    owner: 'h:1:a',
    app_id: 'cli_1',
    status: JSON.stringify({
      appId: 'cli_1',
      mode: 'long_connection',
      state: 'connected',
      since: writtenAt,
      lastConnectedAt: writtenAt,
      lastEventAt: null,
      lastPongAt: null,
      lastError: null,
      lastErrorAt: null,
      refusals: {},
      reconnects: 2,
      nextRetryAt: null,
      bot: 'Robot',
    }),
    heartbeat_at: writtenAt,
    command: 'reconnect',
  }),
  insert('tickets', { app_id: 'cli_1', ticket: 'ticket-1', created_at: writtenAt }),
  insert('installations', { app_id: 'cli_1', tenant_key: 't1', installed_at: writtenAt - 9, uninstalled_at: null }),
  insert('installations', {
    app_id: 'cli_1',
    tenant_key: 't2',
    installed_at: writtenAt - 9,
    uninstalled_at: writtenAt,
  }),
];
