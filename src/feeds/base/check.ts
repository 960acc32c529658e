import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { CheckResult } from '../../model/source.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readBoolean, readObject, readText } from '../../util/json.ts';
import { plural } from '../../util/plural.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { calledTable } from './called-table.ts';
import { checkChanges } from './check-changes.ts';
import { type BaseConfig, feed } from './config.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';

interface CheckedTable extends BaseTarget {
  readonly tableId: string;
  readonly tableName: string | null;
}

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
    const listed = new Map<string, string | null>();
    for await (const page of context.client.pages(bitableEndpoints.listTables, options)) {
      for (const table of page.items) listed.set(readText(table, 'table_id') ?? '', readText(table, 'name'));
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
    const checked = (
      target.everyTable ? [...listed.keys()] : [...target.tables.keys()].filter((id) => listed.has(id))
    ).map((tableId) => ({ ...target, tableId, tableName: listed.get(tableId) ?? null }));
    for (const table of checked)
      if (target.doubled.has(table.tableId)) yield line(subject, 'warning', doubledTable(table));
    const [first] = checked;
    if (first !== undefined) yield await checkRecords(first, context);
    if (config.auditMs === undefined) return;
    const isAdvanced = readBoolean(app, 'is_advanced') === true;
    for (const table of checked) yield await checkChanges({ ...table, isAdvanced }, context);
  } catch (thrown) {
    yield failed(subject, thrown);
  }
}

async function checkRecords(table: CheckedTable, { client, signal }: FeedContext): Promise<CheckResult> {
  const { appToken, tableId } = table;
  const called = calledTable(table);
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
      en: `Reading records works (tried table ${called.en})`,
      zh: `可以读取记录（已试读数据表${called.zh.trimEnd()}）`,
    });
  } catch (thrown) {
    return failed(subject, thrown);
  }
}

/** A link copied from the browser names the view that was open: it may not be meant. */
function doubledTable(table: CheckedTable): Message {
  const [called, view] = [calledTable(table), table.tables.get(table.tableId) ?? ''];
  return {
    en: `Table ${called.en} is configured more than once: only the records of its view ${view} are read. To read all of them, take "view=" out of the links and "view_id" out of the entries of this table`,
    zh: `数据表${called.zh}被多次配置：只读取其视图 ${view} 中的记录。若要读取全部记录，请从该数据表的链接中去掉“view=”，并从其条目中去掉“view_id”`,
  };
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
