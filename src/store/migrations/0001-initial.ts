import type { Migration } from './migration.ts';

const sequences = { sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT', postgres: 'BIGSERIAL PRIMARY KEY' } as const;

/** The tables as they were before migrations were counted: a store without a number already has them. */
export const initial: Migration = {
  name: '0001-initial',
  tables: ['events', 'connections', 'tickets', 'installations'],
  statements: (dialect) => [
    `CREATE TABLE IF NOT EXISTS events (
      seq ${sequences[dialect]},
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
    'CREATE TABLE IF NOT EXISTS tickets (app_id TEXT PRIMARY KEY, ticket TEXT NOT NULL, created_at BIGINT NOT NULL)',
    `CREATE TABLE IF NOT EXISTS installations (
      app_id TEXT NOT NULL,
      tenant_key TEXT NOT NULL,
      installed_at BIGINT NOT NULL,
      uninstalled_at BIGINT,
      PRIMARY KEY (app_id, tenant_key)
    )`,
  ],
};
