import { turnStates } from '../../model/triggers/conversation.ts';
import { SealedText } from '../../model/triggers/sealed-text.ts';
import type { NewTurn, StoredTurn, TurnMessage } from '../../model/triggers/turn-table.ts';
import type { Connection, SqlRow, SqlValue } from '../database.ts';
import { placeholders, rowPlaceholders } from '../sql-text.ts';
import { nextSeqSql } from './lanes.ts';
import { readLastError, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** A turn without its messages, which are rows of another table. */
export type BareTurn = Omit<StoredTurn, 'messages'>;

/** What a row of `turns` says. */
export function toBareTurn(row: StoredRow): BareTurn {
  const eventId = row.optionalText('event_id');
  return {
    id: row.text('id'),
    sessionId: row.optionalText('session_id'),
    triggerId: row.text('trigger_id'),
    tenantKey: row.text('tenant_key'),
    version: row.number('trigger_version'),
    lane: row.text('lane'),
    seq: row.number('seq'),
    state: row.oneOf('state', turnStates),
    event:
      eventId === undefined
        ? undefined
        : {
            id: eventId,
            type: row.text('event_type'),
            createdAt: row.number('event_created_at'),
            body: toSealed(row.optionalText('body')),
          },
    firstAt: row.number('first_at'),
    dueAt: row.number('due_at'),
    attempt: row.number('attempt'),
    failures: row.number('failures'),
    tokens: row.number('tokens'),
    lastError: readLastError(row.optionalText('last_error')),
    endedAt: row.optionalNumber('ended_at'),
    laterUntil: row.optionalNumber('later_until'),
    replay: toReplay(row),
  };
}

function toReplay(row: StoredRow): StoredTurn['replay'] {
  const asOf = row.optionalNumber('as_of');
  return asOf === undefined ? undefined : { asOf, at: row.number('replayed_at') };
}

/** What stands in a column of sealed texts. */
export function toSealed(text: string | undefined): SealedText | undefined {
  return text === undefined ? undefined : new SealedText(text);
}

/** Turns with their messages. */
export async function withMessages(
  rows: Connection['rows'],
  turns: readonly BareTurn[],
): Promise<readonly StoredTurn[]> {
  if (turns.length === 0) return [];
  const sql = `SELECT * FROM turn_messages WHERE turn_id = ANY (ARRAY(SELECT json_array_elements_text($1::json)))
    ORDER BY turn_id, position`;
  const found = (await rows(sql, [toStoredJson(turns.map(({ id }) => id))])).map((row) => new StoredRow(row));
  const byTurn = Map.groupBy(found, (row) => row.text('turn_id'));
  return turns.map((turn) => ({ ...turn, messages: (byTurn.get(turn.id) ?? []).map(toMessage) }));
}

function toMessage(row: StoredRow): TurnMessage {
  return {
    messageId: row.text('message_id'),
    senderOpenId: row.text('sender_open_id'),
    at: row.number('at'),
    length: row.number('length'),
    body: toSealed(row.optionalText('body')),
  };
}

/** Adds messages behind `from`; false when the trigger has had one of them. */
export async function insertMessages(
  { run }: Pick<Connection, 'run'>,
  turn: Pick<StoredTurn, 'id' | 'triggerId'>,
  messages: readonly TurnMessage[],
  from: number,
): Promise<boolean> {
  if (messages.length === 0) return true;
  const values = messages.flatMap(({ messageId, senderOpenId, at, length, body }, index): SqlValue[] => [
    ...[turn.id, turn.triggerId, messageId, from + index, senderOpenId, at, length],
    body?.value ?? null,
  ]);
  const sql = `INSERT INTO turn_messages (turn_id, trigger_id, message_id, position, sender_open_id, at, length, body)
    VALUES ${rowPlaceholders(messages.length, 8)} ON CONFLICT (trigger_id, message_id) DO NOTHING`;
  return (await run(sql, values)) === messages.length;
}

/** Adds the row of a turn at the end of its lane, which is locked by it; undefined when the trigger has had its event. */
export async function insertTurn({ rows }: Pick<Connection, 'rows'>, turn: NewTurn): Promise<SqlRow | undefined> {
  const { id, triggerId, version, sessionId, tenantKey, lane, state, event, firstAt, dueAt, hold } = turn;
  const columns = {
    ...{ id, trigger_id: triggerId, trigger_version: version, session_id: sessionId ?? null, lane },
    tenant_key: tenantKey,
    event_id: event?.id ?? null,
    event_type: event?.type ?? null,
    event_created_at: event?.createdAt ?? null,
    body: event?.body?.value ?? null,
    first_at: firstAt,
    due_at: dueAt,
  };
  const names = Object.keys(columns);
  // What is held is due when the lease ends; of anything else its lane is to be looked at again.
  const sql = `WITH lease AS (SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM turns WHERE lane = $2 AND ended_at IS NULL) THEN $7::bigint END AS until),
    numbered AS (${nextSeqSql('(SELECT until FROM lease)')})
    INSERT INTO turns (seq, state, attempt, holder, lease_until, ${names.join(', ')})
    SELECT last_seq, CASE WHEN until IS NULL THEN $5 ELSE 'working' END, CASE WHEN until IS NULL THEN 0 ELSE 1 END,
      CASE WHEN until IS NULL THEN NULL ELSE $6 END, until, ${placeholders(names.length, 8)} FROM numbered, lease
    ON CONFLICT (trigger_id, event_id) WHERE event_id IS NOT NULL DO NOTHING RETURNING *`;
  const by = state === 'ready' ? [hold?.holder ?? null, hold?.until ?? null] : [null, null];
  const [row] = await rows(sql, ['turn', lane, '', firstAt, state, ...by, ...Object.values(columns)]);
  return row;
}
