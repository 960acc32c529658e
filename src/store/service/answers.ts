import type { AnswerTable, Begun, BegunRequest, StoredAnswer } from '../../model/service/service-store.ts';
import type { Connection } from '../database.ts';
import type { Access } from './access.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** A request that has not been answered for so long will not be: its process is gone, and a repeat takes its place. */
const forgottenMs = 120_000;
/** The audit is searched from a while before: clocks are put right. */
const clockStepMs = 3_600_000;

/** Table `answers`: a row without a status is a request that is under way. */
export class SqlAnswers implements AnswerTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async begin(request: BegunRequest): Promise<Begun> {
    return await this.#access.write((access) => begin(access, request));
  }

  async finish(key: string, actor: string, { status, body }: StoredAnswer): Promise<void> {
    const sql = 'UPDATE answers SET status = $3, body = $4 WHERE actor = $1 AND key = $2';
    await this.#access.run(sql, [actor, key, status, toStoredJson(body)]);
  }

  async abandon(key: string, actor: string): Promise<void> {
    const sql = 'UPDATE answers SET created_at = 0 WHERE actor = $1 AND key = $2 AND status IS NULL';
    await this.#access.run(sql, [actor, key]);
  }

  async forget(key: string, actor: string): Promise<void> {
    await this.#access.run('DELETE FROM answers WHERE actor = $1 AND key = $2', [actor, key]);
  }
}

async function begin({ rows, run }: Connection, request: BegunRequest): Promise<Begun> {
  const { key, actor, hash, requestId = null, now } = request;
  const added = await run(
    `INSERT INTO answers (actor, key, request_hash, request_id, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [actor, key, hash, requestId, now],
  );
  if (added > 0) return 'new';
  const [found] = await rows('SELECT * FROM answers WHERE actor = $1 AND key = $2 FOR UPDATE', [actor, key]);
  // Taken back at this moment.
  if (found === undefined) return 'busy';
  const row = new StoredRow(found);
  if (row.text('request_hash') !== hash) return 'other';
  const status = row.optionalNumber('status');
  if (status !== undefined) return { status, body: row.optionalJson('body') ?? null };
  const begunAt = row.number('created_at');
  if (begunAt >= now - forgottenMs) return 'busy';
  const made = await rows('SELECT object_id FROM audit WHERE at >= $1 AND request_id = $2 ORDER BY at LIMIT 1', [
    begunAt - clockStepMs,
    row.optionalText('request_id') ?? null,
  ]);
  if (made[0] !== undefined) return { lostId: new StoredRow(made[0]).text('object_id') };
  await run('UPDATE answers SET created_at = $3, request_id = $4 WHERE actor = $1 AND key = $2', [
    actor,
    key,
    now,
    requestId,
  ]);
  return 'new';
}
