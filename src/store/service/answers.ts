import type { StoredAnswer } from '../../model/service/service-run.ts';
import type { AnswerTable } from '../../model/service/service-store.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

/** A request that has not been answered for so long will not be: its process is gone, and a repeat takes its place. */
const forgottenMs = 120_000;

/** Table `answers`: a row without a status is a request that is under way. */
export class SqlAnswers implements AnswerTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async begin(request: {
    readonly key: string;
    readonly actor: string;
    readonly hash: string;
    readonly now: number;
  }): Promise<'new' | 'busy' | 'other' | StoredAnswer> {
    const { key, actor, hash, now } = request;
    return await this.#access.write(async ({ rows, run }) => {
      const added = await run(
        `INSERT INTO answers (actor, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (actor, key) DO UPDATE SET created_at = excluded.created_at
         WHERE answers.status IS NULL AND answers.request_hash = excluded.request_hash AND answers.created_at < $5`,
        [actor, key, hash, now, now - forgottenMs],
      );
      if (added > 0) return 'new';
      const [found] = await rows('SELECT * FROM answers WHERE actor = $1 AND key = $2', [actor, key]);
      // Taken back at this moment.
      if (found === undefined) return 'busy';
      const row = new StoredRow(found);
      if (row.text('request_hash') !== hash) return 'other';
      const status = row.optionalNumber('status');
      return status === undefined ? 'busy' : { status, body: row.optionalJson('body') ?? null };
    });
  }

  async finish(key: string, actor: string, { status, body }: StoredAnswer): Promise<void> {
    const sql = 'UPDATE answers SET status = $3, body = $4 WHERE actor = $1 AND key = $2';
    await this.#access.write(({ run }) => run(sql, [actor, key, status, JSON.stringify(body)]));
  }

  async forget(key: string, actor: string): Promise<void> {
    await this.#access.write(({ run }) => run('DELETE FROM answers WHERE actor = $1 AND key = $2', [actor, key]));
  }
}
