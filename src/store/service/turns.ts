import type { Message } from '../../model/message.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type {
  NewTurn,
  StoredTurn,
  TurnClaim,
  TurnEnd,
  TurnFence,
  TurnFilter,
  TurnMessage,
  TurnTable,
} from '../../model/triggers/turn-table.ts';
import type { Connection, SqlValue } from '../database.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { type LaneKind, Lanes } from './lanes.ts';
import { type List, pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { type BareTurn, insertMessages, insertTurn, toBareTurn, withMessages } from './stored-turn.ts';
import { mergeTurns, ofMessage, recallMessage } from './turn-messages.ts';

const laneKind: LaneKind = { kind: 'turn', table: 'turns', laneColumn: 'lane', due: 'coalesce(lease_until, due_at)' };
const listed: List<BareTurn> = { table: 'turns', timeColumn: 'first_at', read: toBareTurn };
/** Nobody works on it any more. */
const free = 'holder = NULL, lease_until = NULL';
/**
 * How many leases long one is until its holder is first heard of: a worker that is lost at once each time is not to use up the tries of a
 * turn within minutes, whatever it ends of.
 */
const leasesLong =
  "CASE WHEN state = 'working' AND failures >= 2 THEN CASE failures WHEN 2 THEN 2 WHEN 3 THEN 4 WHEN 4 THEN 8 ELSE 16 END ELSE 1 END";
/** For the planner, which knows nothing of how many those are. */
const heldIds = `SELECT held ->> 'id' FROM json_array_elements($1::json) AS held`;
const fences = 'json_to_recordset($1::json) AS held (id text, attempt integer)';

/** Tables `turns` and `turn_messages`. */
export class SqlTurns implements TurnTable {
  readonly #access: Access;
  readonly #lanes = new Lanes(laneKind);
  /** Which this transaction has locked. */
  readonly #locked = new Set<string>();
  /** Of turns that it has seen. */
  readonly #laneOf = new Map<string, string>();

  constructor(access: Access) {
    this.#access = access;
  }

  async find(id: string): Promise<StoredTurn | undefined> {
    return (await this.#turns('id = $1', [id]))[0];
  }

  async page(
    request: PageRequest,
    { triggerId, sessionId, state, eventId, messageId }: TurnFilter,
  ): Promise<Page<StoredTurn>> {
    const conditions = [
      ...where('trigger_id = ?', triggerId),
      ...where('session_id = ?', sessionId),
      ...where('state = ?', state),
      ...where('event_id = ?', eventId),
      ...where('id = ANY (ARRAY(SELECT turn_id FROM turn_messages WHERE message_id = ?))', messageId),
    ];
    const page = await pageRows(this.#access, listed, request, conditions);
    return { ...page, items: await withMessages(this.#access.rows, page.items) };
  }

  async lockLane(lane: string): Promise<void> {
    await this.#access.write((connection) => this.#lanes.lock(connection, lane));
    if (this.#access.isTransaction) this.#locked.add(lane);
  }

  async messagesHeld({ id, attempt }: TurnFence): Promise<number | undefined> {
    const sql = `SELECT lane, (SELECT count(*) FROM turn_messages WHERE turn_id = turns.id) AS messages
      FROM turns WHERE id = $1 AND attempt = $2 AND state = 'working'`;
    const [row] = await this.#access.rows(sql, [id, attempt]);
    if (row === undefined) return undefined;
    const found = new StoredRow(row);
    this.#laneOf.set(id, found.text('lane'));
    return found.number('messages');
  }

  async openOf(lane: string): Promise<readonly StoredTurn[]> {
    return await this.#turns('lane = $1 AND ended_at IS NULL ORDER BY seq', [lane]);
  }

  async add(turn: NewTurn): Promise<StoredTurn | undefined> {
    const added = await refusing('write', () => this.#access.write((connection) => this.#add(connection, turn)));
    return added && { ...added, messages: turn.messages };
  }

  async addMessage(
    id: string,
    message: TurnMessage,
    how: { readonly dueAt: number } | { readonly steers: true },
  ): Promise<'added' | 'again' | 'closed'> {
    return await this.#inLane(id, async (connection) => {
      const state = 'steers' in how ? 'working' : 'gathering';
      const sql = `SELECT id, trigger_id, (SELECT coalesce(max(position), 0) FROM turn_messages WHERE turn_id = id) AS last
        FROM turns WHERE id = $1 AND state = $2`;
      const [found] = await connection.rows(sql, [id, state]);
      if (found === undefined) return 'closed';
      const row = new StoredRow(found);
      const turn = { id, triggerId: row.text('trigger_id') };
      if (!(await insertMessages(connection, turn, [message], row.number('last') + 1))) return 'again';
      if ('dueAt' in how) await connection.run('UPDATE turns SET due_at = $2 WHERE id = $1', [id, how.dueAt]);
      return 'added';
    });
  }

  async flush(id: string, now: number): Promise<boolean> {
    return await this.#set(id, `state = 'ready', due_at = $2`, `state = 'gathering'`, [now]);
  }

  async merge(from: string, into: string, now: number): Promise<boolean> {
    return await this.#inLane(from, (connection) => mergeTurns(connection, from, into, now));
  }

  async claim({ holder, now, leaseMs, limit }: TurnClaim): Promise<readonly StoredTurn[]> {
    return await this.#access.write(async (connection) => {
      const lanes = await this.#lanes.lockFree(connection, { now, limit });
      if (lanes.length === 0) return [];
      // By a statement of its own: it sees all that was done before the lanes were ours.
      const sql = `UPDATE turns SET state = 'working', attempt = attempt + 1, holder = $2,
          lease_until = $4 + ($3 - $4) * ${leasesLong},
          failures = CASE WHEN state = 'working' THEN failures + 1 ELSE failures END
        WHERE id = ANY (ARRAY(${this.#lanes.firstOf(1)})) AND ${laneKind.due} <= $4 RETURNING *`;
      const found = await connection.rows(sql, [toStoredJson(lanes), holder, now + leaseMs, now]);
      await this.#lanes.refresh(connection, lanes);
      const turns = found.map((row) => toBareTurn(new StoredRow(row)));
      return await withMessages(connection.rows, turns.toSorted(byTime));
    });
  }

  async extend(held: readonly TurnFence[], until: number): Promise<readonly string[]> {
    if (held.length === 0) return [];
    return await this.#access.write(async (connection) => {
      const lanes = await this.#lanes.lockOf(
        connection,
        held.map(({ id }) => id),
      );
      const sql = `UPDATE turns SET lease_until = $2 FROM ${fences}
        WHERE turns.id = ANY (ARRAY(${heldIds})) AND turns.id = held.id AND turns.attempt = held.attempt AND state = 'working' RETURNING turns.id`;
      const rows = await connection.rows(sql, [toStoredJson(held), until]);
      await this.#lanes.refresh(connection, lanes);
      return rows.map((row) => new StoredRow(row).text('id'));
    });
  }

  async holds({ id, attempt }: TurnFence): Promise<boolean> {
    const sql = `SELECT id FROM turns WHERE id = $1 AND attempt = $2 AND state = 'working' FOR SHARE`;
    return (await this.#access.write(({ rows }) => rows(sql, [id, attempt]))).length > 0;
  }

  async end({ id, attempt }: TurnFence, end: TurnEnd, now: number): Promise<boolean> {
    const goesOn = 'dueAt' in end;
    const set = `${free}, state = $3, due_at = coalesce($4, due_at), last_error = coalesce($5, last_error), ended_at = $6,
      failures = failures + $7, later_until = coalesce($8, later_until)`;
    const given = { lastError: undefined, usesNoTry: undefined, laterUntil: undefined, ...end };
    const { lastError, usesNoTry = false, laterUntil = null } = given;
    const why = lastError ? toStoredJson(lastError) : null;
    const failed = why === null || usesNoTry ? 0 : 1;
    const state = laterUntil === null ? end.state : 'later';
    const values = [attempt, state, goesOn ? end.dueAt : null, why, goesOn ? null : now, failed, laterUntil];
    return await this.#set(id, set, `attempt = $2 AND state = 'working'`, values);
  }

  async addTokens(id: string, tokens: number): Promise<void> {
    await this.#access.run('UPDATE turns SET tokens = tokens + $2 WHERE id = $1', [
      id,
      Math.max(0, Math.round(tokens)),
    ]);
  }

  async hasAnswered(sessionId: string): Promise<boolean> {
    const sql = `SELECT 1 FROM turns WHERE session_id = $1 AND state IN ('answered', 'later') LIMIT 1`;
    return (await this.#access.rows(sql, [sessionId])).length > 0;
  }

  async tokensOf(sessionId: string): Promise<number> {
    const [row] = await this.#access.rows('SELECT sum(tokens) AS tokens FROM turns WHERE session_id = $1', [sessionId]);
    return Number(row?.tokens ?? 0);
  }

  async cancel(id: string, now: number): Promise<boolean> {
    const set = `${free}, state = 'cancelled', ended_at = $2, later_until = NULL`;
    return await this.#set(id, set, `(ended_at IS NULL OR state = 'later')`, [now]);
  }

  async restart(id: string, now: number): Promise<boolean> {
    return await this.#set(id, `${free}, state = 'ready', due_at = $2`, `state = 'working'`, [now]);
  }

  async recall(
    integrationId: string,
    messageId: string,
    now: number,
  ): Promise<readonly { readonly id: string; readonly isCancelled: boolean }[]> {
    const sql = `SELECT turn_id FROM turn_messages WHERE ${ofMessage}`;
    return await this.#access.write(async (connection) => {
      const ids = (await connection.rows(sql, [integrationId, messageId])).map((row) =>
        new StoredRow(row).text('turn_id'),
      );
      const lanes = await this.#lanes.lockOf(connection, ids);
      const recalled = await recallMessage(connection, { integrationId, messageId }, now);
      await this.#lanes.refresh(connection, lanes);
      return recalled;
    });
  }

  async replay(id: string, now: number, seen?: Pick<StoredTurn, 'state' | 'endedAt'>): Promise<boolean> {
    return await this.#inLane(id, async (connection, lane) => {
      const seq = await this.#lanes.nextSeq(connection, lane, '', now);
      const sql = `UPDATE turns SET state = 'ready', seq = $2, due_at = $3, failures = 0, last_error = NULL, as_of = coalesce(as_of, ended_at), replayed_at = $3,
        ended_at = NULL, later_until = NULL WHERE id = $1 AND ended_at IS NOT NULL
        AND ($4::text IS NULL OR (state = $4 AND ended_at = $5::bigint))`;
      return (await connection.run(sql, [id, seq, now, seen?.state ?? null, seen?.endedAt ?? null])) > 0;
    });
  }

  async letPass(id: string, now: number): Promise<void> {
    await this.#inLane(id, async (connection, lane) => {
      const seq = await this.#lanes.nextSeq(connection, lane, '', now);
      await connection.run(`UPDATE turns SET seq = $2 WHERE id = $1 AND state = 'retrying'`, [id, seq]);
    });
  }

  async discard(id: string): Promise<boolean> {
    return await this.#set(id, `state = 'discarded', later_until = NULL`, `state = 'dead'`, []);
  }

  async awaitLater(id: string, until: number): Promise<void> {
    const state = `CASE WHEN state IN ('answered', 'dead') THEN 'later' ELSE state END`;
    const sql = `UPDATE turns SET state = ${state}, later_until = coalesce(later_until, $2) WHERE id = $1`;
    await this.#access.write(({ run }) => run(sql, [id, until]));
  }

  async settleLater(id: string): Promise<boolean> {
    const growing = `SELECT 1 FROM outbox WHERE turn_id = $1 AND kind = 'stream' AND is_final = 0 AND ended_at IS NULL`;
    const state = `CASE WHEN state IN ('later', 'dead') THEN 'answered' ELSE state END`;
    const sql = `UPDATE turns SET state = ${state}, later_until = NULL WHERE id = $1 AND NOT EXISTS (${growing})`;
    return (await this.#access.run(sql, [id])) > 0;
  }

  async laterOf(lane: string): Promise<readonly StoredTurn[]> {
    return await this.#turns(`lane = $1 AND state = 'later' ORDER BY seq`, [lane]);
  }

  async overdueLater(now: number, limit: number): Promise<readonly StoredTurn[]> {
    const condition = 'later_until <= $1 AND ended_at IS NOT NULL ORDER BY later_until, id';
    return await this.#turns(`${condition} LIMIT ${Math.trunc(limit)}`, [now]);
  }

  async giveUpLater(id: string, lastError: Message | undefined): Promise<void> {
    const ended = `CASE WHEN $2::text IS NULL THEN 'answered' ELSE 'dead' END`;
    const state = `CASE WHEN state = 'later' THEN ${ended} ELSE state END`;
    const sql = `UPDATE turns SET later_until = NULL, state = ${state}, last_error = coalesce($2, last_error) WHERE id = $1`;
    await this.#access.write(({ run }) => run(sql, [id, lastError ? toStoredJson(lastError) : null]));
  }

  async nextDueAt(): Promise<number | undefined> {
    return await this.#lanes.nextDueAt(this.#access);
  }

  /** Messages come first: of two deliveries at once, the second waits for the first before it takes a number. */
  async #add(connection: Connection, turn: NewTurn): Promise<BareTurn | undefined> {
    if (!(await insertMessages(connection, turn, turn.messages, 1))) return await takeBack(connection, turn);
    // Whether it is the first is seen once nobody else can add to the lane.
    if (turn.hold !== undefined && !this.#locked.has(turn.lane)) await this.#lanes.lock(connection, turn.lane);
    const row = await insertTurn(connection, turn);
    const added = row && toBareTurn(new StoredRow(row));
    if (added?.state !== 'working') await this.#lanes.refresh(connection, [turn.lane]);
    return added ?? (await takeBack(connection, turn));
  }

  /** Does something within the lane of a turn, which is locked. A turn that is gone has none. */
  async #inLane<T>(id: string, work: (connection: Connection, lane: string) => Promise<T>): Promise<T> {
    return await this.#access.write(async (connection) => {
      const known = this.#laneOf.get(id);
      const isLocked = known !== undefined && this.#locked.has(known);
      const [lane = ''] = isLocked ? [known] : await this.#lanes.lockOf(connection, [id]);
      const result = await work(connection, lane);
      await this.#lanes.refresh(connection, [lane]);
      return result;
    });
  }

  /** Sets columns where the condition holds; values begin at `$2`. */
  async #set(id: string, set: string, condition: string, values: readonly SqlValue[]): Promise<boolean> {
    const sql = `UPDATE turns SET ${set} WHERE id = $1 AND ${condition}`;
    return await this.#inLane(id, async ({ run }) => (await run(sql, [id, ...values])) > 0);
  }

  async #turns(condition: string, values: readonly SqlValue[]): Promise<readonly StoredTurn[]> {
    const rows = await this.#access.rows(`SELECT * FROM turns WHERE ${condition}`, values);
    return await withMessages(
      this.#access.rows,
      rows.map((row) => toBareTurn(new StoredRow(row))),
    );
  }
}

/** Of a turn that is not added, its messages are not either. */
async function takeBack({ run }: Connection, { id }: NewTurn): Promise<undefined> {
  await run('DELETE FROM turn_messages WHERE turn_id = $1', [id]);
}

function byTime(one: BareTurn, other: BareTurn): number {
  return one.dueAt - other.dueAt || (one.id < other.id ? -1 : 1);
}
