import { toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { CheckResult } from '../../model/source.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { calledTable } from './called-table.ts';
import { lookForSign, type Sign } from './find-sign.ts';
import { listAll } from './table-walk.ts';
import type { BaseTarget } from './targets.ts';

/** A table of a Base, of which the app may see only a part. */
interface CheckedTable extends BaseTarget {
  readonly tableId: string;
  readonly tableName: string | null;
  readonly isAdvanced: boolean;
}

const reasons: Readonly<Record<Exclude<Sign['kind'], 'found'> | 'view' | 'advanced', Message>> = {
  none: {
    en: 'it has no field of the type "Last modified time" that the app sees',
    zh: '没有应用可见的“最后更新时间”字段',
  },
  unsorted: {
    en: 'the platform does not sort it by its field of the type "Last modified time"',
    zh: '平台无法按其“最后更新时间”字段排序',
  },
  partial: {
    en: 'its field of the type "Last modified time" tells of edits of some fields only',
    zh: '其“最后更新时间”字段只跟踪部分字段的修改',
  },
  view: { en: 'it is read by a view', zh: '按视图读取' },
  advanced: { en: 'its Base has advanced permissions', zh: '所在的多维表格开启了高级权限' },
};

/** In which way a table is read where `incremental: changes` is set. */
export async function checkChanges(table: CheckedTable, context: FeedContext): Promise<CheckResult> {
  const { appToken, tableId, isAdvanced, tables } = table;
  const called = calledTable(table);
  const told = { module: 'base', subject: `Base ${appToken}` } as const;
  if (isAdvanced) return { ...told, ...scanned(called, reasons.advanced) };
  if (tables.get(tableId) !== undefined) return { ...told, ...scanned(called, reasons.view) };
  try {
    const path = { app_token: appToken, table_id: tableId };
    const fields = await listAll(bitableEndpoints.listFields, path, context);
    const sign = await lookForSign({ appToken, tableId }, { fields }, context);
    if (sign.kind !== 'found') return { ...told, ...scanned(called, reasons[sign.kind]) };
    const { name } = sign.field;
    const message = {
      en: `Table ${called.en} is read by what changed last, as its field "${name}" tells`,
      zh: `数据表${called.zh}按字段“${name}”读取最近的变化`,
    };
    return { ...told, outcome: 'ok', message };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    return { ...told, outcome: 'failed', message: error.texts.message, error };
  }
}

function scanned(called: Message, reason: Message): Pick<CheckResult, 'outcome' | 'message'> {
  return {
    outcome: 'warning',
    message: {
      en: `Table ${called.en} is read whole in each run: ${reason.en}`,
      zh: `数据表${called.zh}每次运行都完整读取：${reason.zh}`,
    },
  };
}
