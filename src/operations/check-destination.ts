import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createDestination, driverOf } from '../app/create-destination.ts';
import { placeOf } from '../config/destinations/registry.ts';
import type { DestinationSettings } from '../config/settings.ts';
import { ConfigError, type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { BegunRun } from '../model/run-log.ts';
import type { CheckResult } from '../model/source.ts';

/** Whether rows can be written: opens what is there, makes nothing. A file that another process holds is no fault of the configuration. */
export async function checkDestination(settings: DestinationSettings): Promise<CheckResult> {
  const name = placeOf(settings).name;
  const driver = driverOf(settings);
  const { file } = driver;
  const isNew = file !== undefined && !existsSync(file);
  try {
    if (isNew) assertCreatable(file);
    else await (await createDestination(settings)).close();
    const message = isNew
      ? { en: `${name} will be created`, zh: `将创建 ${name}` }
      : { en: `${name} can be opened`, zh: `可以打开 ${name}` };
    return { module: 'connection', subject: 'destination', outcome: 'ok', message };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.code === 'destination.locked') return inUse(name, error, driver.readHeldRuns().begun);
    return { module: 'connection', subject: 'destination', outcome: 'failed', message: error.texts.message, error };
  }
}

/**
 * A warning, so that `check` ends with 0 beside a `sync --live` that runs for weeks: nothing has to be corrected. That the file can be
 * opened is not proved, and that is said.
 */
function inUse(name: string, { texts, details }: LarkstreamError, begun: BegunRun | undefined): CheckResult {
  const { pid } = details;
  const isSync = begun !== undefined && (pid === undefined || pid === begun.pid);
  const message = isSync
    ? {
        en: `${name} is in use by a running sync (process ${begun.pid}): that is no fault, and it can be tested when the sync has ended`,
        zh: `${name} 正由运行中的同步（进程 ${begun.pid}）使用：这不是错误，同步结束后即可检查`,
      }
    : {
        en: `${texts.message.en}: a sync can begin when that has closed it`,
        zh: `${texts.message.zh}：关闭后才能开始同步`,
      };
  return { module: 'connection', subject: 'destination', outcome: 'warning', message };
}

/** The nearest folder above that exists must be writable: what is missing below it is created by the sync. */
function assertCreatable(path: string): void {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new ConfigError({
      code: 'destination.open.failed',
      message: { en: `${path} cannot be created: ${folder} is not writable`, zh: `无法创建 ${path}：${folder} 不可写` },
      cause,
    });
  }
}
