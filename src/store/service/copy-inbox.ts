import { existsSync } from 'node:fs';
import { BugError, ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import { acceptingEvents } from '../accept-events.ts';
import { Consumers } from '../consumers.ts';
import type { Connection, Database, Lock, SqlRow, SqlValue } from '../database.ts';
import { parseFilter, toFilterText, widen } from '../filter-sql.ts';
import type { PostgresDatabaseOptions } from '../postgres-database.ts';
import { inInsertSizes, placeholders, rowPlaceholders } from '../sql-text.ts';
import { openServiceDatabase } from './open-service-database.ts';
import { toStoredJson } from './stored-json.ts';

/** What was read in the file, and how much of it the store did not have yet. */
export interface CopiedInbox {
  readonly events: { readonly read: number; readonly added: number };
  readonly deliveries: number;
  readonly consumers: number;
  readonly tickets: number;
  readonly installations: number;
}

/** How the copy is followed and ended. */
export interface CopyInboxOptions extends PostgresDatabaseOptions {
  /** Ends the copy between two batches; what is copied stays. */
  readonly signal?: AbortSignal;
  /** Events that have been read, of how many. */
  readonly onProgress?: (read: number, of: number) => void;
}

/** Few enough to be quick, and not more bodies in memory than a claim brings. */
const batchRows = 500;
const batchBodies = 16 * 2 ** 20;
const changingConsumers: Lock = { name: 'consumers' };

/**
 * Copies the inbox of the command line, a file of SQLite, into the store of the service: events with their deliveries, consumers, tickets and
 * installations. Nothing should write to the file meanwhile. What the store has already, it keeps, so that a copy that was interrupted goes on
 * when it is begun again, and one that is repeated adds only what has come since.
 * @throws ConfigError `store.open.failed`, `store.version.newer`
 */
export async function copyInbox(path: string, url: Secret, options: CopyInboxOptions = {}): Promise<CopiedInbox> {
  if (!existsSync(path)) {
    const message = { en: `There is no file ${path}`, zh: `文件 ${path} 不存在` };
    const cure = { en: 'Give the path that `events.store` names.', zh: '请给出 `events.store` 所指的路径。' };
    throw new ConfigError({ code: 'store.open.failed', message, cure });
  }
  const { SqliteDatabase } = await import('../sqlite-database.ts');
  const from = await SqliteDatabase.open(path);
  try {
    const to = await openServiceDatabase(url, options);
    try {
      return await copyAll(from, to, options);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

async function copyAll(from: Database, to: Database, options: CopyInboxOptions): Promise<CopiedInbox> {
  // How far a consumer has been given what was kept is a number of an event, which is another one there.
  await new Consumers(from).finishRegistrations();
  const consumers = await copyConsumers(from, to);
  const tickets = await copyNewest(from, to, ticketsSql);
  const installations = await copyNewest(from, to, installationsSql);
  const [counted] = await from.rows('SELECT count(*) AS count FROM events');
  const count = { read: 0, added: 0, deliveries: 0 };
  for (let last = 0; ; ) {
    options.signal?.throwIfAborted();
    const events = await nextEvents(from, last);
    const newest = events.at(-1);
    if (newest === undefined) break;
    last = Number(newest.seq);
    const added = await to.transaction((connection) => copyEvents(events, from, connection), acceptingEvents);
    count.read += events.length;
    count.added += added.events;
    count.deliveries += added.deliveries;
    options.onProgress?.(count.read, Number(counted?.count));
  }
  const { read, added, deliveries } = count;
  return { events: { read, added }, deliveries, consumers, tickets, installations };
}

async function nextEvents(from: Database, after: number): Promise<SqlRow[]> {
  const sizes = await from.rows(
    `SELECT seq, length(body) AS size FROM events WHERE seq > $1 ORDER BY seq LIMIT ${batchRows}`,
    [after],
  );
  let last = after;
  let bodies = 0;
  for (const { seq, size } of sizes) {
    bodies += Number(size);
    if (last > after && bodies > batchBodies) break;
    last = Number(seq);
  }
  return await from.rows('SELECT * FROM events WHERE seq > $1 AND seq <= $2 ORDER BY seq', [after, last]);
}

const keyOf = ({ app_id, dedup_key }: SqlRow): string => toStoredJson([app_id, dedup_key]);

/** Events that the store does not have, in their order, each with its deliveries as they stand; nobody works on them there. */
async function copyEvents(
  events: readonly SqlRow[],
  from: Database,
  connection: Connection,
): Promise<{ readonly events: number; readonly deliveries: number }> {
  const inserted = await insertRows(
    'events',
    events.map(({ seq: _, ...columns }) => columns),
    'ON CONFLICT (app_id, dedup_key) DO NOTHING RETURNING seq, app_id, dedup_key',
    connection,
  );
  const numbers = new Map(inserted.map((row) => [keyOf(row), Number(row.seq)]));
  const renumbered = new Map(events.map((event) => [Number(event.seq), numbers.get(keyOf(event))]));
  const added = [...renumbered].flatMap(([seq, number]) => (number === undefined ? [] : [seq]));
  if (added.length === 0) return { events: 0, deliveries: 0 };
  const held = await from.rows(`SELECT * FROM deliveries WHERE event_seq IN (${placeholders(added.length)})`, added);
  const deliveries = held.map((row) => ({
    ...row,
    event_seq: renumbered.get(Number(row.event_seq)),
    lease_owner: null,
    lease_until: 0,
  }));
  await insertRows('deliveries', deliveries, '', connection);
  return { events: added.length, deliveries: deliveries.length };
}

/** A consumer that both have gets what either wants. */
async function copyConsumers(from: Database, to: Database): Promise<number> {
  const consumers = await from.rows('SELECT name, filter, created_at FROM consumers ORDER BY name');
  const expirations = await from.rows('SELECT * FROM expirations');
  return await to.transaction(async (connection) => {
    let changed = 0;
    for (const { name, filter, created_at } of consumers) {
      const [known] = await connection.rows('SELECT filter FROM consumers WHERE name = $1', [String(name)]);
      const before = known === undefined ? undefined : String(known.filter);
      const wanted =
        before === undefined ? String(filter) : toFilterText(widen(parseFilter(before), parseFilter(String(filter))));
      if (wanted === before) continue;
      changed++;
      await connection.run(
        `INSERT INTO consumers (name, filter, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET filter = excluded.filter`,
        [String(name), wanted, Number(created_at)],
      );
    }
    await insertRows('expirations', expirations, 'ON CONFLICT (consumer, app_id) DO NOTHING', connection);
    if (changed > 0) await connection.run('UPDATE consumer_revision SET revision = revision + 1');
    return changed;
  }, changingConsumers);
}

/** What came last counts, wherever it came. */
const ticketsSql = {
  table: 'tickets',
  onConflict: `ON CONFLICT (app_id) DO UPDATE SET ticket = excluded.ticket, created_at = excluded.created_at
    WHERE tickets.created_at < excluded.created_at RETURNING app_id`,
};
const installationsSql = {
  table: 'installations',
  onConflict: `ON CONFLICT (app_id, tenant_key) DO UPDATE SET installed_at = excluded.installed_at, uninstalled_at = excluded.uninstalled_at
    WHERE coalesce(installations.uninstalled_at, installations.installed_at) < coalesce(excluded.uninstalled_at, excluded.installed_at)
    RETURNING app_id`,
};

async function copyNewest(
  from: Database,
  to: Database,
  { table, onConflict }: { readonly table: string; readonly onConflict: string },
): Promise<number> {
  const rows = await from.rows(`SELECT * FROM ${table}`);
  return (await to.transaction((connection) => insertRows(table, rows, onConflict, connection))).length;
}

/** Both stores are of the same version, so their tables have the same columns. */
async function insertRows(
  table: string,
  rows: readonly SqlRow[],
  onConflict: string,
  connection: Connection,
): Promise<SqlRow[]> {
  const columns = Object.keys(rows[0] ?? {});
  const answers: SqlRow[] = [];
  for (const some of inInsertSizes(rows, connection.dialect)) {
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rowPlaceholders(some.length, columns.length)} ${onConflict}`;
    const values = some.flatMap((row) => columns.map((column) => toValue(row[column])));
    answers.push(...(await connection.rows(sql, values)));
  }
  return answers;
}

function toValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  const message = { en: `A column holds a ${typeof value}`, zh: `某列含有 ${typeof value} 类型的值` };
  throw new BugError({ code: 'internal.unexpected', message });
}
