import type { JobQueue } from '../model/service/job-queue.ts';
import { BossQueue, type BossQueueOptions } from '../store/service/boss-queue.ts';

/** The queue of the service, in the Postgres of its store. @throws ConfigError or TransientError `store.open.failed` */
export async function createJobQueue(options: BossQueueOptions): Promise<JobQueue> {
  return await BossQueue.open(options);
}
