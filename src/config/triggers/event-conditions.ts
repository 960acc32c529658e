import { z } from 'zod';
import type { EventConditions, FieldCondition } from '../../model/triggers/trigger-settings.ts';
import { rule } from '../../schema/rules.ts';
import { texts, told } from './trigger-fields.ts';

const path = z.string().min(1).max(200);
const type = z.string().regex(
  /^[A-Za-z][\w.]{0,99}\*?$|^\*$/,
  rule({
    en: 'must be the type of an event, such as approval_instance, or the beginning of some, such as im.chat.*',
    zh: '必须是事件类型，例如 approval_instance，或类型的开头，例如 im.chat.*',
  }),
);

const is = ['equals', 'not_equals', 'one_of', 'contains', 'matches', 'exists', 'greater', 'less'] as const;
const condition: z.ZodType<FieldCondition> = z.strictObject({
  path: told(path, ['Field', 'Such as event.object.status.'], ['字段', '例如 event.object.status。']),
  is: told(z.enum(is), ['Is', 'How it is compared.'], ['条件', '如何比较。']),
  value: told(
    z
      .union([z.string().max(1_000), z.number(), z.boolean(), z.array(z.string().max(1_000)).max(1_000), z.null()])
      .default(null),
    ['Value', 'A list for one_of.'],
    ['值', 'one_of 须为列表。'],
  ),
});

const shape = z.strictObject({
  types: told(
    texts(type),
    ['Types', 'Such as application.bot.menu_v6; with * at the end, all that begin so.'],
    ['类型', '例如 application.bot.menu_v6；以 * 结尾表示以此开头的全部类型。'],
  ),
  fields: told(
    z
      .array(condition)
      .max(50, rule({ en: 'must have at most 50 items', zh: '不能超过 50 项' }))
      .default([]),
    ['Fields', 'All of them must be so.'],
    ['字段条件', '必须全部满足。'],
  ),
  orderBy: told(
    path.optional(),
    ['Order by', 'Events with the same value in this field come one after another.'],
    ['顺序字段', '该字段值相同的事件依次送达。'],
  ),
  mapping: told(
    z.record(z.string().min(1).max(100), path).optional(),
    ['Mapping', 'What the handler gets instead of the whole event: name and field.'],
    ['映射', '处理程序收到的内容，代替完整事件：名称与字段。'],
  ),
});

/** Which events other than messages a trigger gets. */
export const eventConditions: z.ZodType<EventConditions> = shape
  .prefault({})
  .transform((given) => ({ ...given, orderBy: given.orderBy, mapping: given.mapping }));
