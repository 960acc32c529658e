import { outboxStates, type SendFacts } from '../../model/triggers/conversation.ts';
import { type NewOutboxRow, outboxKinds, type StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import { isObject, type JsonValue } from '../../util/json.ts';
import type { Connection } from '../database.ts';
import { placeholders } from '../sql-text.ts';
import { optionalNumbers, optionalTexts, readLastError } from './stored-json.ts';
import type { StoredRow } from './stored-row.ts';
import { toSealed } from './stored-turn.ts';

/** What a row of `outbox` says. */
export function toOutboxRow(row: StoredRow): StoredOutboxRow {
  return {
    id: row.text('id'),
    turnId: row.optionalText('turn_id'),
    integrationId: row.text('integration_id'),
    tenantKey: row.text('tenant_key'),
    lane: row.text('lane'),
    seq: row.number('seq'),
    kind: row.oneOf('kind', outboxKinds),
    body: toSealed(row.optionalText('body')),
    revision: row.number('revision'),
    isFinal: row.number('is_final') === 1,
    state: row.oneOf('state', outboxStates),
    uuid: row.text('uuid'),
    attempts: row.number('attempts'),
    nextAt: row.number('next_at'),
    done: row.parsed('done', readDone),
    lastError: readLastError(row.optionalText('last_error')),
    createdAt: row.number('created_at'),
    endedAt: row.optionalNumber('ended_at'),
  };
}

const ways = ['card', 'patch', 'text'] as const;

function readDone(value: JsonValue): SendFacts | undefined {
  if (!isObject(value)) return undefined;
  const way = ways.find((known) => known === value.way);
  return {
    ...optionalTexts(value, ['messageId', 'cardId', 'reactionId']),
    ...optionalNumbers(value, ['sequence', 'part', 'begunAt']),
    ...(typeof value.from === 'number' ? { from: value.from } : {}),
    ...(way === undefined ? {} : { way }),
  };
}

/** Adds a row; false when it is there already. */
export async function insertOutboxRow({ run }: Connection, row: NewOutboxRow, seq: number): Promise<boolean> {
  const { id, turnId, integrationId, tenantKey, lane, kind, body, isFinal, uuid, nextAt, createdAt } = row;
  const columns = {
    ...{ id, turn_id: turnId ?? null, integration_id: integrationId, lane, work_lane: lane, seq, kind },
    ...{ body: body.value, is_final: isFinal ? 1 : 0, state: 'queued', uuid, next_at: nextAt, done: '{}' },
    tenant_key: tenantKey,
    created_at: createdAt,
  };
  const names = Object.keys(columns);
  const sql = `INSERT INTO outbox (${names.join(', ')}) VALUES (${placeholders(names.length)}) ON CONFLICT (id) DO NOTHING`;
  return (await run(sql, Object.values(columns))) > 0;
}
