import type { Migration } from './migration.ts';

/** What replication acted on before there were other consumers. */
const replicated = [
  'approval_instance',
  'approval_task',
  'approval_cc',
  'approval.instance.status_changed_v4',
  'approval.task.status_changed_v4',
  'approval.approval.updated_v4',
  'drive.file.bitable_record_changed_v1',
  'drive.file.bitable_field_changed_v1',
  'contact.user.created_v3',
  'contact.user.updated_v3',
  'contact.user.deleted_v3',
  'contact.department.created_v3',
  'contact.department.updated_v3',
  'contact.department.deleted_v3',
  'contact.scope.updated_v3',
  'attendance.user_flow.created_v1',
  'attendance.user_task.updated_v1',
];
const types = replicated.map((type) => `'${type}'`).join(', ');
const filter = JSON.stringify({ types: [...replicated].sort() });

/** The state of an event moves from the event to one delivery for each consumer; replication is the first. */
export const deliveries: Migration = {
  name: '0002-deliveries',
  tables: ['events'],
  statements: (dialect) => [
    'CREATE TABLE consumers (name TEXT PRIMARY KEY, filter TEXT NOT NULL, created_at BIGINT NOT NULL)',
    // Grows with every change to the consumers, so that a process that has read them knows when to read them again.
    'CREATE TABLE consumer_revision (revision BIGINT NOT NULL)',
    'INSERT INTO consumer_revision (revision) VALUES (1)',
    `CREATE TABLE deliveries (
      event_seq BIGINT NOT NULL,
      consumer TEXT NOT NULL,
      app_id TEXT NOT NULL,
      tenant_key TEXT NOT NULL,
      type TEXT NOT NULL,
      order_key TEXT,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      next_at BIGINT NOT NULL DEFAULT 0,
      lease_owner TEXT,
      lease_until BIGINT NOT NULL DEFAULT 0,
      finished_at BIGINT,
      last_error TEXT,
      PRIMARY KEY (event_seq, consumer)
    )${dialect === 'sqlite' ? ' WITHOUT ROWID' : ''}`,
    // The store had replication before it had this table: whether an old store, shown by its events, or a new one.
    `INSERT INTO consumers (name, filter, created_at)
     SELECT 'replication', '${filter}', min(received_at) FROM events HAVING count(*) > 0`,
    `INSERT INTO deliveries (event_seq, consumer, app_id, tenant_key, type, order_key, state, attempts, next_at, lease_owner,
       lease_until, finished_at, last_error)
     SELECT seq, 'replication', app_id, tenant_key, type, order_key, state, attempts, next_at, lease_owner,
       lease_until, finished_at, last_error FROM events WHERE type IN (${types})`,
    `CREATE INDEX deliveries_waiting ON deliveries (consumer, app_id, event_seq) WHERE state = 'pending'`,
    `CREATE INDEX deliveries_busy ON deliveries (consumer, app_id, order_key)
     WHERE state = 'pending' AND (lease_until > 0 OR next_at > 0)`,
    `CREATE INDEX deliveries_dead ON deliveries (consumer, event_seq) WHERE state = 'dead'`,
    `CREATE INDEX deliveries_done ON deliveries (consumer, finished_at) WHERE state = 'done'`,
    // Why an event cannot be read, for all consumers.
    'ALTER TABLE events ADD COLUMN error TEXT',
    `UPDATE events SET error = last_error WHERE state = 'dead' AND (attempts = 0 OR type NOT IN (${types}))`,
    'DROP INDEX events_waiting',
    'DROP INDEX events_order',
    'DROP INDEX events_types',
    'DROP INDEX events_finished',
    ...['state', 'attempts', 'next_at', 'lease_owner', 'lease_until', 'finished_at', 'last_error'].map(
      (column) => `ALTER TABLE events DROP COLUMN ${column}`,
    ),
    'CREATE INDEX events_received ON events (received_at)',
  ],
};
