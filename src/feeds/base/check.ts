import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { CheckResult } from '../../model/source.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readBoolean, readObject, readText } from '../../util/json.ts';
import { plural } from '../../util/plural.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { checkChanges } from './check-changes.ts';
import { type BaseConfig, feed } from './config.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';

function line(subject: string, outcome: CheckResult['outcome'], message: Message): CheckResult {
  return { module: 'base', subject, outcome, message };
}

function failed(subject: string, thrown: unknown): CheckResult {
  const error = toLarkstreamError(thrown);
  if (isFatal(error)) throw error;
  return { ...line(subject, 'failed', error.texts.message), error };
}

/** Each Base by its own data and its tables, then one record of one table, which proves the right to read records. */
export async function* checkBases(config: BaseConfig, context: FeedContext): AsyncGenerator<CheckResult, void, void> {
  const targets = await resolveTargets(config, context);
  for (const { link, error } of targets.failed) yield failed(link, error);
  for (const target of targets.bases) yield* checkBase(target, config, context);
}

async function* checkBase(
  target: BaseTarget,
  config: BaseConfig,
  context: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  const subject = `Base ${target.appToken}`;
  const options = { path: { app_token: target.appToken }, signal: context.signal, feed };
  try {
    const app = readObject(await context.client.call(bitableEndpoints.getApp, options), 'app');
    const listed = new Set<string>();
    for await (const page of context.client.pages(bitableEndpoints.listTables, options)) {
      for (const table of page.items) listed.add(readText(table, 'table_id') ?? '');
    }
    const named = readText(app, 'name');
    const name: Message =
      named === null
        ? { en: 'The Base without a name', zh: '未命名的多维表格' }
        : { en: `"${named}"`, zh: `“${named}”` };
    yield line(subject, 'ok', {
      en: `${name.en} has ${plural(listed.size, 'table')}`,
      zh: `${name.zh}有 ${listed.size} 张数据表`,
    });
    if (readBoolean(app, 'is_advanced') === true) {
      yield line(subject, 'warning', {
        en: `${name.en} has advanced permissions: rows and columns that the app may not see are left out without an error, so no check can prove that all records arrive. Let the app manage the Base ("… > Add document app")`,
        zh: `${name.zh}开启了高级权限：应用无权查看的行和列会被略去而不报错，因此检查无法证明能读到全部记录。请把应用设为可管理（“… > 添加文档应用”）`,
      });
    }
    for (const tableId of target.tables.keys())
      if (!listed.has(tableId)) yield failed(subject, missingTable(target.appToken, tableId));
    const [first] = target.everyTable ? listed : [...target.tables.keys()].filter((id) => listed.has(id));
    if (first !== undefined) yield await checkRecords(target.appToken, first, context);
    if (config.auditMs === undefined) return;
    const isAdvanced = readBoolean(app, 'is_advanced') === true;
    for (const tableId of target.everyTable ? listed : [...target.tables.keys()].filter((id) => listed.has(id)))
      yield await checkChanges({ ...target, tableId, isAdvanced }, context);
  } catch (thrown) {
    yield failed(subject, thrown);
  }
}

async function checkRecords(appToken: string, tableId: string, { client, signal }: FeedContext): Promise<CheckResult> {
  const subject = `Base ${appToken}`;
  try {
    await client.call(bitableEndpoints.searchRecords, {
      path: { app_token: appToken, table_id: tableId },
      query: { page_size: 1 },
      body: { automatic_fields: true },
      signal,
      feed,
    });
    return line(subject, 'ok', {
      en: `Reading records works (tried table ${tableId})`,
      zh: `可以读取记录（已试读数据表 ${tableId}）`,
    });
  } catch (thrown) {
    return failed(subject, thrown);
  }
}

function missingTable(appToken: string, tableId: string): ConfigError {
  return new ConfigError({
    code: 'lark.document.missing',
    message: {
      en: `Base ${appToken} has no table ${tableId}, or the app may not see it`,
      zh: `多维表格 ${appToken} 没有数据表 ${tableId}，或应用无权查看`,
    },
  });
}
