import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { rule } from '../../schema/rules.ts';

/** For databases. */
export const schema: z.ZodDefault<z.ZodString> = z
  .string()
  .regex(
    /^[A-Za-z_](?:[A-Za-z0-9_]|\{tenant_key\})*$/,
    rule({ en: 'must consist of letters, digits and _', zh: '只能由字母、数字和 _ 组成' }),
  )
  .default('lark')
  .meta(
    described(
      {
        title: 'Schema',
        description:
          'The database schema that holds the tables. `{tenant_key}` stands for the tenant of a store app, here and in paths.',
        order: 2,
      },
      {
        title: 'Schema',
        description: '存放数据表的数据库 schema。`{tenant_key}` 代表商店应用的企业，在此处和路径中均可使用。',
      },
    ),
  );

/** For every destination. */
export const hardDeletes: z.ZodDefault<z.ZodBoolean> = z
  .boolean()
  .default(false)
  .meta(
    described(
      {
        title: 'Hard deletes',
        description: 'Removes rows that are deleted upstream, instead of marking them in `_larkstream_deleted_at`.',
        order: 3,
      },
      { title: '真实删除', description: '平台上已消失的行直接删除，而不是在 `_larkstream_deleted_at` 中标记。' },
    ),
  );

/** The kind of destination, which selects the member of the union. */
export const type = <T extends string>(name: T): z.ZodLiteral<T> =>
  z
    .literal(name)
    .meta(
      described(
        { title: 'Type', description: 'The kind of destination.', order: 0 },
        { title: '类型', description: '目标的种类。' },
      ),
    );
