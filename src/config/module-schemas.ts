import { z } from 'zod';
import { rule } from './rules.ts';
import {
  type ApprovalSettings,
  type AttendanceSettings,
  approvalLocales,
  type BaseSettings,
  type ContactSettings,
  departmentIdTypes,
  employeeIdTypes,
  type ModuleSettings,
  userIdTypes,
} from './settings.ts';
import { platformText, text } from './text-schemas.ts';

const wholeDays = z
  .int(rule({ en: 'must be a whole number of days', zh: '必须是整数天数' }))
  .min(0, rule({ en: 'must be at least 0', zh: '不能小于 0' }));

/** `z.iso.date()` would add a pattern of 200 characters to the specification; the rule is the same. */
const date = z.string().refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isCalendarDay(value), {
  error: rule({ en: 'must be a date such as 2026-01-31', zh: '必须是日期，例如 2026-01-31' }),
});

const dayFormat = { format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', pattern_descriptor: 'YYYY-MM-DD' };

function isCalendarDay(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

const approval = z
  .strictObject({
    approval_codes: z
      .array(platformText)
      .min(1, rule({ en: 'must name at least one approval', zh: '至少要写一个审批定义' }))
      .meta({
        title: 'Approval codes',
        description:
          'The approvals to replicate. The code stands in the address bar of the approval editor, after `definitionCode=`.',
        order: 0,
        examples: [['7C468A54-8745-2245-9675-08B7C63E7A85']],
      }),
    start_date: date.exactOptional().meta({
      title: 'Start date',
      description:
        'Instances created before this day (UTC) are left out. Without it, the first run goes 365 days back.',
      ...dayFormat,
      order: 1,
      examples: ['2026-01-01'],
    }),
    lookback_days: wholeDays.default(30).meta({
      title: 'Lookback in days',
      description:
        'Every run looks again at the instances created in this many days, because an approval goes on changing.',
      order: 2,
    }),
    revert_days: wholeDays.default(31).meta({
      title: 'Revert window in days',
      description:
        'How long after its end an approved instance is still watched, because it can be reverted (31 by default).',
      order: 3,
    }),
    locale: z
      .enum(approvalLocales)
      .exactOptional()
      .meta({
        title: 'Language',
        description: "Language of form and node names; without it, each approval's own default language.",
        order: 4,
        examples: ['zh-CN'],
      }),
    user_id_type: z.enum(userIdTypes).default('open_id').meta({
      title: 'User id type',
      description: 'Which id the calls use for people.',
      order: 5,
    }),
  })
  .meta({
    title: 'Approval',
    description: 'Approval instances with their form fields, tasks, timeline and comments.',
    order: 0,
  }) satisfies z.ZodType<ApprovalSettings>;

const baseTable = z
  .strictObject({
    url: z
      .url({
        protocol: /^https?$/,
        error: rule({
          en: 'must be a link such as https://example.feishu.cn/base/…',
          zh: '必须是链接，例如 https://example.feishu.cn/base/…',
        }),
      })
      .exactOptional()
      .meta({
        title: 'Link',
        description: 'The address of the table in the browser, `/base/…` or `/wiki/…`; instead of the three ids.',
        order: 0,
        examples: ['https://example.feishu.cn/base/bascnCMII2ORej2RItqpZZUNMIe?table=tblxI2tWaxP5dG7p'],
      }),
    app_token: platformText.exactOptional().meta({
      title: 'Base token',
      description: 'The Base; alone it means all of its tables.',
      // It stands in every link to the Base and opens nothing: a form shows it, so that a person can read what is set.
      airbyte_secret: false,
      order: 1,
      examples: ['bascnCMII2ORej2RItqpZZUNMIe'],
    }),
    table_id: platformText.exactOptional().meta({
      title: 'Table id',
      description: 'One table of the Base.',
      order: 2,
      examples: ['tblxI2tWaxP5dG7p'],
    }),
    view_id: platformText.exactOptional().meta({
      title: 'View id',
      description: 'Only the records that this view shows.',
      order: 3,
      examples: ['vewTpR1urY'],
    }),
  })
  .superRefine((table, context) => {
    const named = [table.url, table.app_token].filter((value) => value !== undefined).length;
    if (named !== 1)
      context.addIssue({
        code: 'custom',
        message: rule({ en: 'must have either `app_token` or `url`', zh: '必须有 `app_token` 或 `url` 之一' }),
      });
    for (const key of ['table_id', 'view_id'] as const) {
      if (table[key] === undefined) continue;
      if (table.url !== undefined) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: rule({ en: 'is already part of `url`', zh: '已包含在 `url` 中' }),
        });
      } else if (key === 'view_id' && table.table_id === undefined) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: rule({ en: 'needs `table_id` beside it', zh: '需要同时填写 `table_id`' }),
        });
      }
    }
  })
  .meta({ title: 'Table' });

const base = z
  .strictObject({
    tables: z
      .array(baseTable)
      .min(1, rule({ en: 'must name at least one table', zh: '至少要写一个数据表' }))
      .meta({
        title: 'Tables',
        description: 'The Bases or single tables to replicate.',
        order: 0,
      }),
    typed_streams: z.boolean().default(false).meta({
      title: 'Typed streams',
      description:
        'Besides `base_records`, one stream for each table with a typed column for each field. Names are made of ids, so that renaming changes nothing; titles hold the human names.',
      order: 1,
      always_show: true,
    }),
    skip_unchanged: z.boolean().default(false).meta({
      title: 'Skip unchanged tables',
      description:
        'Do not read a table whose revision has not changed. Formula and lookup values that depend on other tables may then be late.',
      order: 2,
    }),
  })
  .meta({
    title: 'Base',
    description: 'Records, tables, fields and views of Base (Bitable).',
    order: 1,
  }) satisfies z.ZodType<BaseSettings>;

const attendance = z
  .strictObject({
    employee_ids: z
      .array(text)
      .default([])
      .meta({
        title: 'Employee ids',
        description: 'Whose attendance to read; without ids, everyone visible to the app.',
        order: 0,
        examples: [['abd754f7', 'ec3a2b11']],
      }),
    employee_id_type: z.enum(employeeIdTypes).default('employee_id').meta({
      title: 'Employee id type',
      description: '`employee_id` is the user_id of Contact; `employee_no` the number given by the company.',
      order: 1,
    }),
    start_date: date.exactOptional().meta({
      title: 'Start date',
      description: 'The first day to read. Without it, the first run goes 30 days back.',
      ...dayFormat,
      order: 2,
      examples: ['2026-01-01'],
    }),
    lookback_days: wholeDays.default(7).meta({
      title: 'Lookback in days',
      description: 'Every run reads this many days again: corrections, imports and late punches arrive with old dates.',
      order: 3,
    }),
    include_terminated: z.boolean().default(false).meta({
      title: 'Include people who have left',
      description:
        'Asks for everybody who ever had an id. Ids are given out again, so one id may then stand for two persons. Needed where the platform refuses people who have left.',
      order: 4,
    }),
  })
  .meta({
    title: 'Attendance',
    description: 'Punches, daily results, groups and shifts.',
    order: 2,
  }) satisfies z.ZodType<AttendanceSettings>;

const contact = z
  .strictObject({
    department_ids: z
      .array(text)
      .default([])
      .meta({
        title: 'Department ids',
        description: "Where to start; without ids, the whole of the app's contact scope.",
        order: 0,
        examples: [['od-4e6ac4d14bcd5071a37a39de902c7141']],
      }),
    department_id_type: z.enum(departmentIdTypes).default('open_department_id').meta({
      title: 'Department id type',
      description: 'Which kind of id `department_ids` holds.',
      order: 1,
    }),
    user_id_type: z.enum(userIdTypes).default('open_id').meta({
      title: 'User id type',
      description: 'Which id the calls use for people.',
      order: 2,
    }),
  })
  .meta({
    title: 'Contact',
    description: 'Users, departments and who belongs where.',
    order: 3,
  }) satisfies z.ZodType<ContactSettings>;

/** What to replicate: a module is on when its object is present. */
export const modulesSchema: z.ZodType<ModuleSettings> = z
  .strictObject({
    approval: approval.exactOptional(),
    base: base.exactOptional(),
    attendance: attendance.exactOptional(),
    contact: contact.exactOptional(),
  })
  .refine((modules) => Object.keys(modules).length > 0, {
    error: rule({
      en: 'must switch on at least one of approval, base, attendance, contact',
      zh: '至少要启用 approval、base、attendance、contact 之一',
    }),
  });
