import {
  type ConnectionCommand,
  type ConnectionStatus,
  connectionCommands,
  type EventStore,
  type Installation,
  type RegisteredReceiver,
} from '../model/event-store.ts';
import { Secret } from '../model/secret.ts';
import type { Database } from './database.ts';
import { Heartbeats } from './heartbeats.ts';
import { isGone } from './lease-owner.ts';
import { receiverColumns, toInstallation, toRegisteredReceiver } from './rows.ts';
import { type InboxOptions, SqlInbox } from './sql-inbox.ts';
import { storeNow } from './store-now.ts';

/** The inbox and what belongs to it: who holds which connection, tickets and installations. */
export class SqlEventStore extends SqlInbox implements EventStore {
  readonly name: string;
  readonly #database: Database;
  readonly #heartbeats = new Heartbeats();

  constructor(database: Database, options?: InboxOptions) {
    super(database, options);
    this.name = database.name;
    this.#database = database;
  }

  async report(owner: string, status: ConnectionStatus): Promise<ConnectionCommand | undefined> {
    return await this.#database.transaction(async (connection) => {
      const [waiting] = await connection.rows('SELECT command FROM receivers WHERE owner = $1', [owner]);
      await connection.run(
        `INSERT INTO receivers (owner, app_id, status, heartbeat_at, command) VALUES ($1, $2, $3, ${storeNow[connection.dialect]}, NULL)
         ON CONFLICT (owner) DO UPDATE SET status = excluded.status, heartbeat_at = excluded.heartbeat_at, command = NULL`,
        [owner, status.appId, JSON.stringify(status)],
      );
      return connectionCommands.find((command) => command === waiting?.command);
    });
  }

  async remove(owner: string): Promise<void> {
    await this.#database.run('DELETE FROM receivers WHERE owner = $1', [owner]);
  }

  async receivers(): Promise<RegisteredReceiver[]> {
    const columns = receiverColumns(this.#database.dialect);
    const rows = await this.#database.rows(`SELECT ${columns} FROM receivers ORDER BY owner`);
    return rows.flatMap(toRegisteredReceiver);
  }

  async command(appId: string, command: ConnectionCommand): Promise<number> {
    const held = (await this.receivers()).filter((one) => one.appId === appId);
    let asked = 0;
    for (const { owner, silentMs } of held) {
      // What a dead process has left behind cannot act.
      if (isGone(owner, { silentMs })) continue;
      asked += await this.#database.run('UPDATE receivers SET command = $1 WHERE owner = $2', [command, owner]);
    }
    return asked;
  }

  async reclaim(self: string, now: number): Promise<void> {
    const heartbeats = new Map((await this.receivers()).map(({ owner, heartbeatAt }) => [owner, heartbeatAt]));
    const known = new Set([...heartbeats.keys(), ...(await this.leaseOwners(now))]);
    known.delete(self);
    const silences = this.#heartbeats.silences(heartbeats, now);
    const gone = [...known].filter((owner) => isGone(owner, { silentMs: silences.get(owner) }));
    await this.releaseLeases(gone);
    for (const owner of gone) await this.remove(owner);
    await this.finishRegistrations();
  }

  async ticket(appId: string): Promise<Secret | undefined> {
    const [row] = await this.#database.rows('SELECT ticket FROM tickets WHERE app_id = $1', [appId]);
    return row === undefined ? undefined : new Secret(String(row.ticket));
  }

  async installations(appId: string): Promise<Installation[]> {
    const rows = await this.#database.rows(
      'SELECT * FROM installations WHERE app_id = $1 ORDER BY installed_at, tenant_key',
      [appId],
    );
    return rows.map(toInstallation);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
