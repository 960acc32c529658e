import { readRunReport } from '../../model/read-run-report.ts';
import { newRun } from '../../model/service/new-run.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import {
  type Attempt,
  type AttemptEnd,
  type BegunAttempt,
  type ListedRun,
  type NextRun,
  type RunFilter,
  type RunLine,
  type RunTable,
  runStates,
  type ServiceRun,
} from '../../model/service/service-run.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { attemptsOf, beginAttempt, endAttempt, heard, note, noteLastRun } from './attempts.ts';
import { where } from './conditions.ts';
import { type List, pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { changesOfRuns } from './run-changes.ts';
import { type LineRequest, linesOf } from './run-lines.ts';
import { endBefore, followedAt, usingLimitsOf } from './run-lookups.ts';
import { ratesOfRuns } from './run-rates.ts';
import { readError, readNext, readProgress, readRunOptions, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const triggers = ['schedule', 'person', 'retry', 'live', 'catch-up'] as const;

const listed: List<ListedRun> = {
  table: 'runs',
  timeColumn: 'queued_at',
  columns: '*, (SELECT name FROM pipelines WHERE id = pipeline_id) AS pipeline_name',
  read: (row) => ({ ...toRun(row), pipelineName: row.text('pipeline_name') }),
};

/** The live run that ends so that another can begin. */
const endsFor = `state = 'running' AND trigger = 'live' AND next_id = $1`;

/** Tables `runs`, `attempts` and `run_lines`. */
export class SqlRuns implements RunTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async find(id: string): Promise<ServiceRun | undefined> {
    const [run] = await this.#runs('WHERE id = $1', [id]);
    if (run !== undefined) return run;
    const [before] = await this.#runs(`WHERE ${endsFor}`, [id]);
    return (
      before?.next && {
        ...newRun({ ...before.next, pipelineId: before.pipelineId }),
        cancelAskedAt: before.next.cancelAskedAt,
      }
    );
  }

  async page(request: PageRequest, filter: RunFilter): Promise<Page<ListedRun>> {
    const { pipelineId, integrationId, state, trigger, retryOf, since, until } = filter;
    return await pageRows(this.#access, listed, request, [
      ...where('pipeline_id = ?', pipelineId),
      ...where('pipeline_id IN (SELECT id FROM pipelines WHERE integration_id = ?)', integrationId),
      ...where('state = ?', state),
      ...where('trigger = ?', trigger),
      ...where('retry_of = ?', retryOf),
      ...where('queued_at >= ?', since),
      ...where('queued_at < ?', until),
    ]);
  }

  async insert({
    id,
    pipelineId,
    trigger,
    retryOf,
    requestedBy,
    options,
    state,
    queuedAt,
  }: ServiceRun): Promise<boolean> {
    const sql = `INSERT INTO runs (id, pipeline_id, trigger, retry_of, requested_by, options, state, queued_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (pipeline_id) WHERE state IN ('queued', 'running') DO NOTHING`;
    const asked = [trigger, retryOf ?? null, requestedBy ?? null, toStoredJson(options)];
    const values = [id, pipelineId, ...asked, state, queuedAt];
    return (await refusing('write', () => this.#access.run(sql, values))) > 0;
  }

  async beginAttempt(id: string, worker: string, now: number): Promise<BegunAttempt | undefined> {
    return await this.#access.write((connection) => beginAttempt({ id, worker, now }, connection));
  }

  async note(id: string, attempt: number, heard: Parameters<RunTable['note']>[2]): Promise<boolean> {
    return await this.#access.write((connection) => note(id, attempt, heard, connection));
  }

  async heard(attempts: Parameters<RunTable['heard']>[0]): ReturnType<RunTable['heard']> {
    return await this.#access.write((connection) => heard(attempts, connection));
  }

  async endAttempt(id: string, attempt: number, end: AttemptEnd): Promise<boolean> {
    return await this.#access.write((connection) => endAttempt(id, attempt, end, connection));
  }

  async askCancel(id: string, now: number): Promise<boolean> {
    const sql = `UPDATE runs SET cancel_asked_at = coalesce(cancel_asked_at, $2),
        finished_at = CASE WHEN state = 'queued' THEN $2 END,
        state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
      WHERE id = $1 AND state IN ('queued', 'running')`;
    const ofNext = `UPDATE runs SET options = jsonb_set(options::jsonb, '{next,cancelAskedAt}', to_jsonb($2::bigint))::text WHERE ${endsFor}`;
    return await this.#access.write(async ({ rows, run }) => {
      // Before the row of the run, as in every transaction that has both.
      await rows('SELECT id FROM pipelines WHERE id = (SELECT pipeline_id FROM runs WHERE id = $1) FOR UPDATE', [id]);
      const isOpen = (await run(sql, [id, now])) > 0;
      if (isOpen) await noteLastRun(id, { run });
      return isOpen || (await run(ofNext, [id, now])) > 0;
    });
  }

  async endFor(id: string, given: NextRun, now: number): Promise<boolean> {
    const { id: nextId, trigger, retryOf, requestedBy, options, queuedAt } = given;
    const next = { id: nextId, trigger, retryOf, requestedBy, options, queuedAt };
    const sql = `UPDATE runs SET cancel_asked_at = coalesce(cancel_asked_at, $3),
        options = (options::jsonb || jsonb_build_object('next', $2::jsonb))::text, next_id = $4
      WHERE id = $1 AND state = 'running' AND trigger = 'live' AND next_id IS NULL`;
    return (await this.#access.run(sql, [id, toStoredJson(next), now, nextId])) > 0;
  }

  async attempts(id: string): Promise<readonly Attempt[]> {
    return await attemptsOf(this.#access, id);
  }

  async endBefore(run: Parameters<RunTable['endBefore']>[0]): ReturnType<RunTable['endBefore']> {
    return await endBefore(this.#access, run);
  }

  async changes(asked: Parameters<RunTable['changes']>[0]): ReturnType<RunTable['changes']> {
    return await changesOfRuns(this.#access, asked);
  }

  async rates(): ReturnType<RunTable['rates']> {
    return await ratesOfRuns(this.#access);
  }

  async followedAt(pipelineId: string, at: number): Promise<string | undefined> {
    return await followedAt(this.#access, pipelineId, at);
  }

  async usingLimitsOf(run: Parameters<RunTable['usingLimitsOf']>[0]): Promise<string | undefined> {
    return await usingLimitsOf(this.#access, run);
  }

  async lines(id: string, request: LineRequest): Promise<readonly RunLine[]> {
    return await linesOf(this.#access, id, request);
  }

  async lost({ silentMs, limit }: Parameters<RunTable['lost']>[0]): Promise<readonly ServiceRun[]> {
    const since = `${storeNow.postgres} - $1::bigint`;
    const silent = `EXISTS (SELECT 1 FROM attempts WHERE run_id = runs.id AND number = runs.attempt AND seen_at < ${since})`;
    const rest = `WHERE state = 'running' AND ${silent} ORDER BY queued_at, id LIMIT ${Math.trunc(limit)}`;
    return await this.#runs(rest, [silentMs]);
  }

  async waiting(limit: number): Promise<readonly ServiceRun[]> {
    const rest = `ORDER BY queued_at, id LIMIT ${Math.trunc(limit)}`;
    const once = await this.#runs(`JOIN (${nextOfEach}) AS next USING (id) WHERE turn = 1 OR attempt > 0 ${rest}`);
    return [...once, ...(await this.#runs(`WHERE state = 'queued' AND trigger = 'live' ${rest}`))];
  }

  async #runs(rest: string, values: readonly (string | number)[] = []): Promise<ServiceRun[]> {
    return (await this.#access.rows(`SELECT runs.* FROM runs ${rest}`, values)).map((row) => toRun(new StoredRow(row)));
  }
}

/** Runs that wait and read once, each with its turn among those of its app and tenant that were begun alike; one that pauses keeps none from theirs. */
const nextOfEach = `SELECT r.id, row_number() OVER (
    PARTITION BY i.app_id, coalesce(p.tenant_key, ''), r.trigger IN ('person', 'retry'), r.attempt > 0 ORDER BY r.queued_at, r.id
  ) AS turn
  FROM runs AS r JOIN pipelines AS p ON p.id = r.pipeline_id JOIN integrations AS i ON i.id = p.integration_id
  WHERE r.state = 'queued' AND r.trigger <> 'live'`;

function toRun(row: StoredRow): ServiceRun {
  return {
    id: row.text('id'),
    pipelineId: row.text('pipeline_id'),
    trigger: row.oneOf('trigger', triggers),
    retryOf: row.optionalText('retry_of'),
    requestedBy: row.optionalText('requested_by'),
    options: row.parsed('options', readRunOptions),
    next: readNext(row.object('options')),
    state: row.oneOf('state', runStates),
    queuedAt: row.number('queued_at'),
    startedAt: row.optionalNumber('started_at'),
    finishedAt: row.optionalNumber('finished_at'),
    cancelAskedAt: row.optionalNumber('cancel_asked_at'),
    attempt: row.number('attempt'),
    progress: row.optionallyParsed('progress', readProgress),
    report: row.optionallyParsed('report', readRunReport),
    error: row.optionallyParsed('error', readError),
  };
}
