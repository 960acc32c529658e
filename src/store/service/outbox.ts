import type { Message } from '../../model/message.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { SendFacts } from '../../model/triggers/conversation.ts';
import type {
  NewOutboxRow,
  OutboxClaim,
  OutboxFilter,
  OutboxTable,
  SendEnd,
  SendFence,
  StoredOutboxRow,
} from '../../model/triggers/session-tables.ts';
import type { TurnFence } from '../../model/triggers/turn-table.ts';
import type { Connection } from '../database.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { type LaneKind, Lanes } from './lanes.ts';
import { type List, pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { insertOutboxRow, toOutboxRow } from './stored-outbox-row.ts';
import { StoredRow } from './stored-row.ts';

const laneKind: LaneKind = {
  kind: 'send',
  table: 'outbox',
  laneColumn: 'work_lane',
  due: 'coalesce(lease_until, next_at)',
};
const listed: List<StoredOutboxRow> = { table: 'outbox', timeColumn: 'created_at', read: toOutboxRow };
/** Nobody sends it any more. */
const free = 'holder = NULL, lease_until = NULL';
/** For the planner, which knows nothing of how many those are. */
const heldIds = `SELECT held ->> 'id' FROM json_array_elements($1::json) AS held`;
const fences = 'json_to_recordset($1::json) AS held (id text, attempts integer)';
const isHeld = `attempts = $2 AND state = 'sending'`;

type GrownText = Parameters<OutboxTable['writeLater']>[1];

/** Table `outbox`. */
export class SqlOutbox implements OutboxTable {
  readonly #access: Access;
  readonly #lanes = new Lanes(laneKind);

  constructor(access: Access) {
    this.#access = access;
  }

  async find(id: string): Promise<StoredOutboxRow | undefined> {
    const [row] = await this.#access.rows('SELECT * FROM outbox WHERE id = $1', [id]);
    return row && toOutboxRow(new StoredRow(row));
  }

  async page(
    request: PageRequest,
    { integrationId, turnId, lane, state }: OutboxFilter,
  ): Promise<Page<StoredOutboxRow>> {
    return await pageRows(this.#access, listed, request, [
      ...where('integration_id = ?', integrationId),
      ...where('turn_id = ?', turnId),
      ...where('lane = ?', lane),
      ...where('state = ?', state),
    ]);
  }

  async add(rows: readonly NewOutboxRow[]): Promise<readonly string[]> {
    if (rows.length === 0) return [];
    const lanes = [...new Set(rows.map(({ lane }) => lane))].toSorted();
    return await refusing('write', () =>
      this.#access.write(async (connection) => {
        for (const lane of lanes) await this.#lanes.lock(connection, lane);
        const added: string[] = [];
        for (const row of rows) {
          const seq = await this.#lanes.nextSeq(connection, row.lane, row.integrationId, row.createdAt);
          if (await insertOutboxRow(connection, row, seq)) added.push(row.id);
        }
        await this.#lanes.refresh(connection, lanes);
        return added;
      }),
    );
  }

  async ofTurn(turnId: string): Promise<readonly StoredOutboxRow[]> {
    const rows = await this.#access.rows('SELECT * FROM outbox WHERE turn_id = $1 ORDER BY created_at, id', [turnId]);
    return rows.map((row) => toOutboxRow(new StoredRow(row)));
  }

  async write(id: string, by: TurnFence, text: GrownText): Promise<boolean> {
    return await this.#access.write(async (connection) => {
      // Held until the end: an attempt that takes the turn over writes after this one.
      const held = `SELECT id FROM turns WHERE id = $1 AND attempt = $2 AND state = 'working' FOR SHARE`;
      if ((await connection.rows(held, [by.id, by.attempt])).length === 0) return false;
      return await this.#grow(connection, id, text, by.id);
    });
  }

  async writeLater(id: string, text: GrownText): Promise<boolean> {
    return await this.#access.write(async (connection) => await this.#grow(connection, id, text));
  }

  async claim({ holder, now, leaseMs, limit, integrationIds }: OutboxClaim): Promise<readonly StoredOutboxRow[]> {
    return await this.#access.write(async (connection) => {
      const lanes = await this.#lanes.lockFree(connection, { now, limit, integrationIds });
      if (lanes.length === 0) return [];
      // By a statement of its own: it sees all that was done before the lanes were ours.
      const sql = `UPDATE outbox SET state = 'sending', attempts = attempts + 1, holder = $2, lease_until = $3
        WHERE id = ANY (ARRAY(${this.#lanes.firstOf(1)})) AND ${laneKind.due} <= $4 RETURNING *`;
      const found = await connection.rows(sql, [toStoredJson(lanes), holder, now + leaseMs, now]);
      await this.#lanes.refresh(connection, lanes);
      return found.map((row) => toOutboxRow(new StoredRow(row))).toSorted(byTime);
    });
  }

  async extend(held: readonly SendFence[], until: number): Promise<readonly StoredOutboxRow[]> {
    if (held.length === 0) return [];
    const ids = held.map(({ id }) => id);
    return await this.#access.write((connection) =>
      this.#within(connection, ids, async ({ rows }) => {
        const sql = `UPDATE outbox SET lease_until = $2 FROM ${fences}
          WHERE outbox.id = ANY (ARRAY(${heldIds})) AND outbox.id = held.id AND outbox.attempts = held.attempts AND state = 'sending' RETURNING outbox.*`;
        const found = await rows(sql, [toStoredJson(held), until]);
        return found.map((row) => toOutboxRow(new StoredRow(row)));
      }),
    );
  }

  async note({ id, attempts }: SendFence, done: SendFacts): Promise<boolean> {
    return await this.#access.write((connection) =>
      this.#within(connection, [id], async ({ run }) => {
        const sql = `UPDATE outbox SET done = $3 WHERE id = $1 AND ${isHeld}`;
        const isOurs = (await run(sql, [id, attempts, toStoredJson(done)])) > 0;
        if (isOurs) await this.#letOthersBy(connection, id);
        return isOurs;
      }),
    );
  }

  async end({ id, attempts }: SendFence, end: SendEnd, now: number): Promise<boolean> {
    const { state, done } = end;
    const isQueued = state === 'queued';
    const isWrittenOut = `($3 <> 'sent' OR kind <> 'stream' OR (is_final = 1 AND revision = $6::integer))`;
    // What has grown since is written out at once.
    const nextAt =
      'CASE WHEN $7::bigint IS NULL THEN next_at WHEN revision > coalesce($6::integer, revision) THEN $8::bigint ELSE $7 END';
    const sql = `UPDATE outbox SET ${free}, state = $3, done = $4, last_error = $5, next_at = ${nextAt},
        ended_at = CASE WHEN $7 IS NULL THEN $8 END
      WHERE id = $1 AND ${isHeld} AND ${isWrittenOut}`;
    const { lastError, revision = null } = { lastError: undefined, revision: undefined, ...end };
    const values = [
      id,
      attempts,
      state,
      toStoredJson(done),
      lastError ? toStoredJson(lastError) : null,
      revision,
      isQueued ? end.nextAt : null,
      now,
    ];
    return await this.#access.write((connection) =>
      this.#within(connection, [id], async ({ run }) => {
        const isOurs = (await run(sql, values)) > 0;
        if (isOurs && isQueued) await this.#letOthersBy(connection, id);
        else if (isOurs && done.messageId !== undefined) await noteSaid(connection, id, done.messageId);
        return isOurs;
      }),
    );
  }

  async giveUp(turnId: string, why: Message, now: number): Promise<number> {
    const open = 'SELECT id FROM outbox WHERE turn_id = $1 AND ended_at IS NULL';
    return await this.#access.write(async (connection) => {
      const ids = (await connection.rows(open, [turnId])).map((row) => new StoredRow(row).text('id'));
      return await this.#within(connection, ids, async ({ run }) => {
        const isOpen = 'turn_id = $1 AND ended_at IS NULL';
        // What was tried once may stand in the chat: it goes on to its end.
        const ended = await run(
          `UPDATE outbox SET state = 'given_up', last_error = $2, ended_at = $3 WHERE ${isOpen} AND attempts = 0`,
          [turnId, toStoredJson(why), now],
        );
        const finished = await run(
          `UPDATE outbox SET is_final = 1, revision = revision + 1, next_at = least(next_at, $2)
           WHERE ${isOpen} AND kind = 'stream' AND is_final = 0`,
          [turnId, now],
        );
        return ended + finished + (await this.#takeAwaySigns(connection, turnId, now));
      });
    });
  }

  /** The sign that somebody works on it is taken away, by the row that put it there: who puts an end to a turn opens no bodies. */
  async #takeAwaySigns(connection: Connection, turnId: string, now: number): Promise<number> {
    const sql = `SELECT id, lane, integration_id FROM outbox WHERE turn_id = $1 AND kind = 'react' AND state = 'sent' AND body IS NOT NULL`;
    const found = await connection.rows(sql, [turnId]);
    for (const row of found.map((one) => new StoredRow(one))) {
      const lane = row.text('lane');
      await this.#lanes.lock(connection, lane);
      const seq = await this.#lanes.nextSeq(connection, lane, row.text('integration_id'), now);
      const set = `kind = 'unreact', state = 'queued', work_lane = lane, seq = $2, next_at = $3, ended_at = NULL`;
      await connection.run(`UPDATE outbox SET ${set} WHERE id = $1`, [row.text('id'), seq, now]);
      await this.#lanes.refresh(connection, [lane]);
    }
    return found.length;
  }

  /** As if it had been added now: by its age is told whether Lark may have forgotten what was said before. */
  async replay(id: string, uuid: string, now: number): Promise<boolean> {
    return await this.#access.write(async (connection) => {
      const sql = `SELECT lane, integration_id FROM outbox WHERE id = $1`;
      const [found] = await connection.rows(sql, [id]);
      if (found === undefined) return false;
      const row = new StoredRow(found);
      const lane = row.text('lane');
      const seq = await this.#lanes.nextSeq(connection, lane, row.text('integration_id'), now);
      const set = `state = 'queued', work_lane = lane, seq = $2, uuid = $3, next_at = $4, created_at = $4, done = '{}', is_final = 1, ended_at = NULL`;
      const sets = `UPDATE outbox SET ${set} WHERE id = $1 AND state IN ('failed', 'given_up') AND body IS NOT NULL`;
      const isBack = (await connection.run(sets, [id, seq, uuid, now])) > 0;
      await this.#lanes.refresh(connection, [lane]);
      return isBack;
    });
  }

  async nextDueAt(): Promise<number | undefined> {
    return await this.#lanes.nextDueAt(this.#access);
  }

  async #grow(connection: Connection, id: string, text: GrownText, turnId?: string): Promise<boolean> {
    const { body, isFinal, now } = text;
    return await this.#within(connection, [id], async ({ run }) => {
      const sql = `UPDATE outbox SET body = $3, is_final = $4, revision = revision + 1, next_at = least(next_at, $5)
        WHERE id = $1 AND ($2::text IS NULL OR turn_id = $2) AND kind = 'stream' AND is_final = 0 AND ended_at IS NULL`;
      return (await run(sql, [id, turnId ?? null, body.value, isFinal ? 1 : 0, now])) > 0;
    });
  }

  /** Does something with rows whose lanes are locked. */
  async #within<T>(
    connection: Connection,
    ids: readonly string[],
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const lanes = await this.#lanes.lockOf(connection, ids);
    const result = await work(connection);
    await this.#lanes.refresh(connection, lanes);
    return result;
  }

  /** A stream whose message stands in the chat goes on in a lane of its own. */
  async #letOthersBy(connection: Connection, id: string): Promise<void> {
    const sql = `UPDATE outbox SET work_lane = id WHERE id = $1 AND kind = 'stream' AND work_lane <> id
      AND done::jsonb ? 'messageId' RETURNING integration_id`;
    const [row] = await connection.rows(sql, [id]);
    if (row === undefined) return;
    await this.#lanes.open(connection, id, new StoredRow(row).text('integration_id'));
    await this.#lanes.refresh(connection, [id]);
  }
}

/** Under which id Lark has an answer: by it a recall finds our copy. */
async function noteSaid({ run }: Connection, id: string, messageId: string): Promise<void> {
  // A platform that has given the id before stops nothing that is to be said.
  const sql = `UPDATE session_messages AS said SET message_id = $2 WHERE outbox_id = $1 AND NOT EXISTS (
    SELECT 1 FROM session_messages AS other WHERE other.session_id = said.session_id AND other.message_id = $2)`;
  await run(sql, [id, messageId]);
}

function byTime(one: StoredOutboxRow, other: StoredOutboxRow): number {
  return one.nextAt - other.nextAt || one.seq - other.seq;
}
