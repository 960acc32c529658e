import type { ListenedTo, Listener, ListenerTable, RelayedPiece, RelayedTurn } from '../../model/triggers/listener.ts';
import { SealedText } from '../../model/triggers/sealed-text.ts';
import type { Connection, SqlRow } from '../database.ts';
import { storeNow } from '../store-now.ts';
import { ringListener } from '../work-channel.ts';
import type { Access } from './access.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const now = storeNow.postgres;
const isLive = `until > ${now}`;

/** Tables `listeners`, `relayed_turns` and `relayed_pieces`. */
export class SqlListeners implements ListenerTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async begin(
    { id, triggerId, handlerId, accountId, by, from }: Omit<Listener, 'begunAt'>,
    forMs: number,
  ): Promise<void> {
    const sql = `INSERT INTO listeners (id, trigger_id, handler_id, account_id, by_name, from_ids, begun_at, until)
      VALUES ($1, $2, $3, $4, $5, $6, ${now}, ${now} + $7::bigint)`;
    const values = [id, triggerId ?? null, handlerId ?? null, accountId, by, from ? toStoredJson(from) : null, forMs];
    await this.#write(async ({ run }) => {
      // Those whose process was killed.
      await run(`DELETE FROM listeners WHERE NOT ${isLive}`);
      await run(sql, values);
    });
  }

  async renew(id: string, forMs: number): Promise<boolean> {
    const sql = `UPDATE listeners SET until = ${now} + $2::bigint WHERE id = $1 AND ${isLive}`;
    return (await this.#write(({ run }) => run(sql, [id, forMs]))) > 0;
  }

  async end(id: string): Promise<void> {
    await this.#write(async (connection) => {
      const gone = await connection.rows('SELECT id FROM relayed_turns WHERE listener_id = $1', [id]);
      await connection.run('DELETE FROM listeners WHERE id = $1', [id]);
      for (const row of [{ id }, ...gone]) await ringListener(connection, String(row.id));
    });
  }

  async find(id: string): Promise<Listener | undefined> {
    const [row] = await this.#access.rows(`SELECT * FROM listeners WHERE id = $1 AND ${isLive}`, [id]);
    return row && toListener(row);
  }

  async live(to: ListenedTo): Promise<readonly Listener[]> {
    const [column, id] = 'triggerId' in to ? ['trigger_id', to.triggerId] : ['handler_id', to.handlerId];
    const busy = '(SELECT count(*) FROM relayed_turns WHERE listener_id = listeners.id)';
    const sql = `SELECT * FROM listeners WHERE ${column} = $1 AND ${isLive} ORDER BY ${busy}, begun_at DESC, id DESC`;
    return (await this.#access.rows(sql, [id])).map(toListener);
  }

  async hand({ id, listenerId, turnId, body }: RelayedTurn): Promise<boolean> {
    // The listener is held until then: whoever ends it takes along what it was handed.
    const sql = `INSERT INTO relayed_turns (id, listener_id, turn_id, body, at)
      SELECT $1, id, $3, $4, ${now} FROM listeners WHERE id = $2 AND ${isLive} FOR KEY SHARE`;
    return await this.#write(async (connection) => {
      await connection.run('DELETE FROM relayed_turns WHERE turn_id = $1', [turnId]);
      const isHanded = (await connection.run(sql, [id, listenerId, turnId, body.value])) > 0;
      await ringListener(connection, listenerId);
      return isHanded;
    });
  }

  async relaysOf(listenerId: string): Promise<readonly string[]> {
    const sql = 'SELECT id FROM relayed_turns WHERE listener_id = $1 ORDER BY at, id';
    return (await this.#access.rows(sql, [listenerId])).map((row) => new StoredRow(row).text('id'));
  }

  async relayed(id: string): Promise<RelayedTurn | undefined> {
    const [found] = await this.#access.rows('SELECT * FROM relayed_turns WHERE id = $1', [id]);
    if (found === undefined) return undefined;
    const row = new StoredRow(found);
    const body = new SealedText(row.text('body'));
    return { id, listenerId: row.text('listener_id'), turnId: row.text('turn_id'), body };
  }

  async answer(id: string, listenerId: string, { seq, body, isLast }: RelayedPiece): Promise<boolean> {
    const held = 'SELECT id FROM relayed_turns WHERE id = $1 AND listener_id = $2 FOR KEY SHARE';
    const sql = `INSERT INTO relayed_pieces (relay_id, seq, body, is_last) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
    return await this.#write(async (connection) => {
      if ((await connection.rows(held, [id, listenerId])).length === 0) return false;
      await connection.run(sql, [id, seq, body.value, isLast ? 1 : 0]);
      await ringListener(connection, id);
      return true;
    });
  }

  async pieces(id: string, after: number): Promise<readonly RelayedPiece[] | undefined> {
    const sql = `SELECT seq, relayed_pieces.body, is_last FROM relayed_turns
      JOIN listeners ON listeners.id = listener_id AND ${isLive}
      LEFT JOIN relayed_pieces ON relay_id = relayed_turns.id AND seq > $2 WHERE relayed_turns.id = $1 ORDER BY seq`;
    const found = await this.#access.rows(sql, [id, after]);
    if (found.length === 0) return undefined;
    return found.filter(({ seq }) => seq !== null).map(toPiece);
  }

  async close(id: string): Promise<void> {
    await this.#write(async (connection) => {
      const [gone] = await connection.rows('DELETE FROM relayed_turns WHERE id = $1 RETURNING listener_id', [id]);
      if (gone !== undefined) await ringListener(connection, String(gone.listener_id));
    });
  }

  async #write<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return await refusing('write', () => this.#access.write(work));
  }
}

function toListener(found: SqlRow): Listener {
  const row = new StoredRow(found);
  return {
    id: row.text('id'),
    triggerId: row.optionalText('trigger_id'),
    handlerId: row.optionalText('handler_id'),
    accountId: row.text('account_id'),
    by: row.text('by_name'),
    from: row.optionallyParsed('from_ids', (value) => (Array.isArray(value) ? value.map(String) : undefined)),
    begunAt: row.number('begun_at'),
  };
}

function toPiece(found: SqlRow): RelayedPiece {
  const row = new StoredRow(found);
  return { seq: row.number('seq'), body: new SealedText(row.text('body')), isLast: row.number('is_last') === 1 };
}
