import { createHash } from 'node:crypto';
import { systemClock as bossClock, PgBoss } from 'pg-boss';
import { rest, systemClock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { Secret } from '../../model/secret.ts';
import type { Job, JobQueue, JobWork } from '../../model/service/job-queue.ts';
import { maxDelayMs } from '../../model/service/retry-delay.ts';
import { connectPostgres } from '../../postgres/connect-postgres.ts';
import { closeAll } from '../../util/close-all.ts';
import { isObject, type JsonObject, readText } from '../../util/json.ts';
import { toStoreError } from '../to-store-error.ts';
import { BossWorker } from './boss-worker.ts';

/** Of pg-boss, beside our own tables in the same database. */
export const queueSchema = 'larkstream_queue';
/** The least that pg-boss takes: a worker that is silent for so long has lost its job to another one. */
const heartbeatSeconds = 10;
/** The most that pg-boss takes. Work that lasts longer is begun again from its last commit. */
const expireInSeconds = 24 * 60 * 60;
/** A job says only that there may be work; whether there is, and what became of it, the tables say. */
const retryLimit = 1_000_000;
const retryDelay = 2;
const deleteAfterSeconds = 60 * 60;
/** No pause is longer, nor clocks that are right further apart: what is to wait for more was told by one that was ahead, and would for as long. */
const longestWaitSeconds = maxDelayMs / 1_000 + 5 * 60;
const connections = 4;
const closeTimeoutMs = 25_000;
/** pg-boss waits by what it shows: were it the clock of the machine, one that is set back would keep its workers from looking for so long. */
const clock = { ...bossClock, now: () => systemClock.elapsed() };

/** `kinds` are the queues that are made. */
export interface BossQueueOptions {
  readonly url: Secret;
  readonly kinds: readonly string[];
  readonly logger: Logger;
}

/**
 * Jobs by pg-boss. Of a key, one job works at a time, in whichever process: that is a unique index of the database. A worker that dies is
 * noticed by its silence, and its job goes to another one.
 */
export class BossQueue implements JobQueue {
  readonly #boss: PgBoss;
  readonly #name: string;
  readonly #closing = new AbortController();
  readonly #workers = new Map<string, readonly BossWorker[]>();

  readonly #logger: Logger;

  private constructor(boss: PgBoss, name: string, logger: Logger) {
    this.#boss = boss;
    this.#name = name;
    this.#logger = logger;
  }

  /** @throws ConfigError or TransientError `store.open.failed` */
  static async open({ url, kinds, logger }: BossQueueOptions): Promise<BossQueue> {
    const { client, config, name } = await connectPostgres({
      url,
      setting: 'events.store',
      code: 'store.open.failed',
    });
    await client.end();
    const { connectionString = '', ssl } = config;
    const boss = new PgBoss({
      connectionString,
      ssl,
      application_name: 'larkstream queue',
      schema: queueSchema,
      clock,
      max: connections,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 5,
      // When a pipeline is due, its own table says.
      schedule: false,
      registerInstance: false,
    });
    boss.on('error', (error) => logger.warn('queue: pg-boss met an error', { error: error.message }));
    const queue = new BossQueue(boss, name, logger);
    await queue.#guard(async () => {
      await boss.start();
      for (const kind of kinds) {
        const options = { heartbeatSeconds, expireInSeconds, retryLimit, retryDelay, deleteAfterSeconds };
        await boss.createQueue(kind, { policy: 'singleton', ...options });
      }
    });
    return queue;
  }

  async add({ id, kind, key, group, priority = 0, notBefore, data = {} }: Job): Promise<void> {
    await this.#guard(async () => {
      await this.#boss.insert(kind, [
        {
          id: uuidOf(id),
          data: { id, key, group, data },
          priority,
          singletonKey: key,
          group: { id: group },
          ...(notBefore === undefined ? {} : { startAfter: new Date(notBefore) }),
        },
      ]);
      await this.#tellAgain(kind, uuidOf(id), { notBefore: notBefore ?? 0, priority });
    });
    for (const worker of this.#workers.get(kind) ?? []) worker.wake();
  }

  /**
   * What was told while the clock of the machine, and so that of its own Postgres, was ahead is put right when it is told again, and what has
   * waited for long is told with a greater priority.
   */
  async #tellAgain(
    kind: string,
    uuid: string,
    { notBefore, priority }: { readonly notBefore: number; readonly priority: number },
  ): Promise<void> {
    const asked = `greatest(now(), to_timestamp($3::double precision / 1000))`;
    const latest = `least(${asked}, now() + make_interval(secs => ${longestWaitSeconds}))`;
    const isAhead = `start_after > ${latest} + interval '1 minute'`;
    const sql = `UPDATE ${queueSchema}.job
      SET priority = greatest(priority, $4::int), start_after = CASE WHEN ${isAhead} THEN ${latest} ELSE start_after END
      WHERE name = $1 AND id = $2::uuid AND state IN ('created', 'retry') AND (${isAhead} OR priority < $4::int)`;
    await this.#boss.getDb().executeSql(sql, [kind, uuid, notBefore, priority]);
  }

  async work({ kind, slots, urgent, work }: Parameters<JobQueue['work']>[0]): Promise<JobWork> {
    const handingBack = new AbortController();
    const worker = new BossWorker({
      boss: this.#boss,
      kind,
      slots,
      urgent,
      work: async ({ data }, lost) => {
        const job = readJob(kind, data);
        if (job !== undefined) await work(job, AbortSignal.any([lost, this.#closing.signal, handingBack.signal]));
      },
      onTrouble: (message) => this.#logger.warn('queue: jobs could not be taken or told of', { kind, error: message }),
    });
    this.#workers.set(kind, [...(this.#workers.get(kind) ?? []), worker]);
    return {
      end: async ({ isHandedBack }) => {
        worker.takeNoMore();
        if (isHandedBack) handingBack.abort();
      },
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const workers = [...this.#workers.values()].flat();
    for (const worker of workers) worker.takeNoMore();
    await closeAll(
      () => inTime(Promise.all(workers.map((worker) => worker.settled()))),
      () => this.#guard(() => this.#boss.stop({ graceful: true, timeout: closeTimeoutMs })),
    );
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw toStoreError(this.#name, thrown);
    }
  }
}

/** What takes longer is left: others take it up when nothing is heard of it. */
async function inTime(settled: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  void settled.finally(() => patience.abort('settled'));
  await rest(systemClock, closeTimeoutMs, patience.signal);
}

/** The same for the same id: a job that is there, or was not long ago, is not added again. */
function uuidOf(id: string): string {
  const hash = createHash('sha256').update(id).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

function readJob(kind: string, stored: unknown): Job | undefined {
  if (!isObject(stored)) return undefined;
  const [id, key, group] = ['id', 'key', 'group'].map((name) => readText(stored, name));
  if (!id || !key || !group) return undefined;
  const data: JsonObject = isObject(stored.data) ? stored.data : {};
  return { id, kind, key, group, data };
}
