import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/model/clock.ts';
import type { Logger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { startWorker } from '../../src/operations/serve/start-worker.ts';
import { storeAlarm } from '../../src/operations/serve/store-alarm.ts';
import { jobKinds } from '../../src/scheduler/hand-over.ts';
import { runScheduler } from '../../src/scheduler/run-scheduler.ts';
import { BossQueue } from '../../src/store/service/boss-queue.ts';
import { openStoreAt } from './service-store.ts';

/** A scheduler and a worker in a process of their own, to be killed: the store's address, and the folder with the configuration of each pipeline. */
const [url = '', folder = ''] = process.argv.slice(2);
const say =
  (level: string) =>
  (message: string, details = {}): void =>
    void process.stderr.write(`${process.pid} ${level} ${message} ${JSON.stringify(details)}\n`);
const logger: Logger = { debug: () => {}, info: say('info'), warn: say('warn') };
const stop = new AbortController();
const store = await openStoreAt(url);
const queue = await BossQueue.open({ url: new Secret(url), kinds: Object.values(jobKinds), logger });
const worker = await startWorker({
  worker: `process ${process.pid}`,
  store,
  queue,
  load: async ({ id }) => ({
    text: readFileSync(join(folder, `${id}.json`), 'utf8'),
    secrets: { LARKSTREAM_EVENT_STORE: new Secret(url) },
  }),
  alarmWithin: storeAlarm,
  logger,
  environment: process.env,
  limits: { slots: 4, liveSlots: 2, memoryMb: 512, timeLimitMs: 3_600_000 },
});
process.once('SIGTERM', async () => {
  stop.abort();
  await queue.close();
  worker.close();
  await scheduling;
  await store.close();
});
const scheduling = runScheduler({
  store,
  alarmWithin: storeAlarm,
  queue,
  clock: systemClock,
  bytes: randomBytes,
  logger,
  signal: stop.signal,
});
process.stdout.write('ready\n');
await scheduling;
