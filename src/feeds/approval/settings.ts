import { z } from 'zod';
import { date, dayFormat, wholeDays } from '../../schema/day-schemas.ts';
import { described } from '../../schema/described.ts';
import { auditHours, type Incremental, incremental } from '../../schema/incremental-schemas.ts';
import { rule } from '../../schema/rules.ts';
import { platformText } from '../../schema/text-schemas.ts';
import { type UserIdType, userIdTypes } from '../user-id-types.ts';

/** Languages of the approval endpoints [approval-v4/instance/get, query `locale`]. */
const approvalLocales = [
  'zh-CN',
  'en-US',
  'ja-JP',
  'zh-HK',
  'zh-TW',
  'de-DE',
  'es-ES',
  'fr-FR',
  'id-ID',
  'it-IT',
  'ko-KR',
  'pt-BR',
  'th-TH',
  'vi-VN',
  'ms-MY',
  'ru-RU',
] as const;

/** As written in the configuration file, which is why the keys are in snake case; defaults are filled in. */
export interface ApprovalSettings {
  readonly approval_codes: readonly string[];
  readonly start_date?: string;
  readonly lookback_days: number;
  readonly revert_days: number;
  readonly locale?: (typeof approvalLocales)[number];
  readonly user_id_type: UserIdType;
  readonly incremental: Incremental;
  readonly audit_hours: number;
}

/** Days that are read when no `start_date` is set. */
export const defaultDaysBack = 365;
/** Days that each run reads again, unless `lookback_days` says otherwise. */
export const defaultLookbackDays = 30;
/** Days after its end that an approved instance can still be revoked (`revert_days`). */
export const defaultRevertDays = 31;

/** Checks and describes the settings. `larkstream spec` and docs/reference/configuration.md are made from it. */
export const approvalSettings: z.ZodType<ApprovalSettings> = z
  .strictObject({
    approval_codes: z
      .array(platformText)
      .min(1, rule({ en: 'must name at least one approval', zh: '至少要写一个审批定义' }))
      .meta(
        described(
          {
            title: 'Approval codes',
            description:
              'The approvals to replicate. The code is in the address of the approval editor, after `definitionCode=`.',
            order: 0,
            examples: [['7C468A54-8745-2245-9675-08B7C63E7A85']],
          },
          { title: '审批定义编码', description: '要同步的审批。编码在审批编辑页的网址中，`definitionCode=` 之后。' },
        ),
      ),
    start_date: date.exactOptional().meta(
      described(
        {
          title: 'Start date',
          description:
            'Instances created before this day (UTC) are left out. Without it, the first run goes 365 days back.',
          ...dayFormat,
          order: 1,
          examples: ['2026-01-01'],
        },
        { title: '起始日期', description: '早于这一天（UTC）创建的审批实例不读取。不填时，首次运行回溯 365 天。' },
      ),
    ),
    lookback_days: wholeDays.default(defaultLookbackDays).meta(
      described(
        {
          title: 'Lookback in days',
          description: 'Every run reads the instances of this many past days again, because approvals keep changing.',
          order: 2,
        },
        { title: '回看天数', description: '每次运行都会重新读取最近若干天内创建的审批实例，因为审批会不断变化。' },
      ),
    ),
    revert_days: wholeDays.default(defaultRevertDays).meta(
      described(
        {
          title: 'Revert window in days',
          description:
            'How many days after its end an approved instance is still watched, because it can be revoked (31 by default).',
          order: 3,
        },
        { title: '撤销观察天数', description: '审批通过后多少天内继续观察，因为仍可能被撤销（默认 31 天）。' },
      ),
    ),
    locale: z
      .enum(approvalLocales)
      .exactOptional()
      .meta(
        described(
          {
            title: 'Language',
            description: "Language of form and node names; without it, each approval's own default language.",
            order: 4,
            examples: ['zh-CN'],
          },
          { title: '语言', description: '表单和节点名称的语言；不填时使用各审批自己的默认语言。' },
        ),
      ),
    user_id_type: z
      .enum(userIdTypes)
      .default('open_id')
      .meta(
        described(
          {
            title: 'User id type',
            description: 'Which id the calls use for people.',
            order: 5,
          },
          { title: '用户 ID 类型', description: '调用接口时用哪种 ID 表示人员。' },
        ),
      ),
    incremental: incremental(6),
    audit_hours: auditHours(7),
  })
  .meta(
    described(
      {
        title: 'Approval',
        description: 'Approval instances with their form fields, tasks, timeline and comments.',
        order: 0,
      },
      { title: '审批', description: '审批实例及其表单字段、任务、动态和评论。' },
    ),
  );
