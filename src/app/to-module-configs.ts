import type { BaseTableSettings, ModuleSettings } from '../config/settings.ts';
import type { BaseConfig } from '../feeds/base/settings.ts';
import type { ModuleConfigs } from '../feeds/load-feeds.ts';
import type { AttachmentStore } from '../model/attachment-store.ts';
import { must } from '../model/errors.ts';

function toTable(table: BaseTableSettings): BaseConfig['tables'][number] {
  if (table.url !== undefined) return { url: table.url };
  return {
    appToken: must(table.app_token, 'app_token'),
    ...(table.table_id === undefined ? {} : { tableId: table.table_id }),
    ...(table.view_id === undefined ? {} : { viewId: table.view_id }),
  };
}

function startOf(date: string | undefined): { readonly startDate?: string } {
  return date === undefined ? {} : { startDate: date };
}

/** From the words of the configuration file to those of the feeds. */
export function toModuleConfigs(
  { approval, base, attendance, contact }: ModuleSettings,
  attachments?: AttachmentStore,
): ModuleConfigs {
  return {
    ...(approval === undefined
      ? {}
      : {
          approval: {
            approvalCodes: approval.approval_codes,
            lookbackDays: approval.lookback_days,
            revertDays: approval.revert_days,
            userIdType: approval.user_id_type,
            ...startOf(approval.start_date),
            ...(approval.locale === undefined ? {} : { locale: approval.locale }),
          },
        }),
    ...(base === undefined
      ? {}
      : {
          base: {
            tables: base.tables.map(toTable),
            typedStreams: base.typed_streams,
            skipUnchanged: base.skip_unchanged,
            ...(attachments === undefined ? {} : { attachments }),
          },
        }),
    ...(attendance === undefined
      ? {}
      : {
          attendance: {
            employeeIds: attendance.employee_ids,
            employeeIdType: attendance.employee_id_type,
            lookbackDays: attendance.lookback_days,
            includeTerminated: attendance.include_terminated,
            ...startOf(attendance.start_date),
          },
        }),
    ...(contact === undefined
      ? {}
      : {
          contact: {
            departmentIds: contact.department_ids,
            departmentIdType: contact.department_id_type,
            userIdType: contact.user_id_type,
          },
        }),
  };
}
