import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { auditHours, type Incremental, incremental } from '../../schema/incremental-schemas.ts';
import { rule } from '../../schema/rules.ts';
import { platformText } from '../../schema/text-schemas.ts';

/** A table by its ids, or by the link in the browser's address bar; exactly one of `app_token` and `url` is present. */
export interface BaseTableSettings {
  readonly url?: string;
  readonly app_token?: string;
  readonly table_id?: string;
  readonly view_id?: string;
}

/** As written in the configuration file, which is why the keys are in snake case; defaults are filled in. */
export interface BaseSettings {
  readonly tables: readonly BaseTableSettings[];
  readonly typed_streams: boolean;
  readonly skip_unchanged: boolean;
  readonly incremental: Incremental;
  readonly audit_hours: number;
}

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
      .meta(
        described(
          {
            title: 'Link',
            description: 'The address of the table in the browser, `/base/…` or `/wiki/…`; instead of the three ids.',
            order: 0,
            examples: ['https://example.feishu.cn/base/bascnCMII2ORej2RItqpZZUNMIe?table=tblxI2tWaxP5dG7p'],
          },
          { title: '链接', description: '数据表在浏览器中的地址，`/base/…` 或 `/wiki/…`；可代替三个 ID。' },
        ),
      ),
    app_token: platformText.exactOptional().meta(
      described(
        {
          title: 'Base token',
          description: 'The Base; without `table_id`, all of its tables.',
          // It stands in every link to the Base and opens nothing: a form shows it, so that a person can read what is set.
          airbyte_secret: false,
          order: 1,
          examples: ['bascnCMII2ORej2RItqpZZUNMIe'],
        },
        { title: '多维表格 token', description: '要读取的多维表格；不填 `table_id` 时读取其全部数据表。' },
      ),
    ),
    table_id: platformText.exactOptional().meta(
      described(
        {
          title: 'Table id',
          description: 'One table of the Base.',
          order: 2,
          examples: ['tblxI2tWaxP5dG7p'],
        },
        { title: '数据表 ID', description: '多维表格中的一张数据表。' },
      ),
    ),
    view_id: platformText.exactOptional().meta(
      described(
        {
          title: 'View id',
          description: 'Only the records that this view shows.',
          order: 3,
          examples: ['vewTpR1urY'],
        },
        { title: '视图 ID', description: '只读取该视图显示的记录。' },
      ),
    ),
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
  .meta(described({ title: 'Table' }, { title: '数据表' }));

/** Checks and describes the settings. `larkstream spec` and docs/reference/configuration.md are made from it. */
export const baseSettings: z.ZodType<BaseSettings> = z
  .strictObject({
    tables: z
      .array(baseTable)
      .min(1, rule({ en: 'must name at least one table', zh: '至少要写一个数据表' }))
      .meta(
        described(
          {
            title: 'Tables',
            description: 'The Bases or single tables to replicate.',
            order: 0,
          },
          { title: '数据表', description: '要同步的多维表格或单张数据表。' },
        ),
      ),
    typed_streams: z
      .boolean()
      .default(false)
      .meta(
        described(
          {
            title: 'Typed streams',
            description:
              'Besides `base_records`, one stream for each table with a typed column for each field. Names are built from ids, so that renaming changes nothing; titles hold the names of the fields.',
            order: 1,
            always_show: true,
          },
          {
            title: '带类型的数据流',
            description:
              '除 `base_records` 外，每张数据表另有一个数据流，每个字段一个带类型的列。名称由 ID 组成，改名不影响；标题为人看到的名称。',
          },
        ),
      ),
    skip_unchanged: z
      .boolean()
      .default(false)
      .meta(
        described(
          {
            title: 'Skip unchanged tables',
            description:
              'Do not read a table whose revision has not changed. Formula and lookup values that depend on other tables may then be late.',
            order: 2,
          },
          {
            title: '跳过未变化的数据表',
            description: '版本号未变的数据表不再读取。依赖其他数据表的公式和查找引用可能因此更新较晚。',
          },
        ),
      ),
    incremental: incremental(3),
    audit_hours: auditHours(4),
  })
  .meta(
    described(
      {
        title: 'Base',
        description: 'Records, tables, fields and views of Base (Bitable).',
        order: 1,
      },
      { title: '多维表格', description: '多维表格的记录、数据表、字段和视图。' },
    ),
  );
