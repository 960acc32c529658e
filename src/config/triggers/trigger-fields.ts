import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { rule } from '../../schema/rules.ts';
import { isTimeZone } from '../../util/is-time-zone.ts';

/** Title and description in one language. */
type Words = readonly [title: string, description: string];

/** What a form shows of a setting. */
export function told<S extends z.ZodType>(schema: S, [title, description]: Words, [zhTitle, zhDescription]: Words): S {
  return schema.meta(described({ title, description }, { title: zhTitle, description: zhDescription }));
}

const mostItems = 1_000;
const tooMany = rule({ en: `must have at most ${mostItems} items`, zh: `不能超过 ${mostItems} 项` });

type Texts = z.ZodDefault<z.ZodArray<z.ZodType<string, string>>>;

/** A list of texts. */
export function texts(item: z.ZodType<string, string> = z.string().min(1).max(200)): Texts {
  return z.array(item).max(mostItems, tooMany).default([]);
}

/** `oc_…` */
export const chatId: z.ZodString = z
  .string()
  .regex(/^oc_[\w-]{1,64}$/, rule({ en: 'must be a chat_id, oc_…', zh: '必须是 chat_id，形如 oc_…' }));
/** `ou_…`: the other ids of people are not in all events. */
export const openId: z.ZodString = z.string().regex(
  /^ou_[\w-]{1,64}$/,
  rule({
    en: 'must be an open_id of this app, ou_…; user_id and union_id are others',
    zh: '必须是本应用下的 open_id，形如 ou_…；user_id 和 union_id 不适用',
  }),
);
/** `od-…`, or 0 for all of the tenant. */
export const departmentId: z.ZodString = z
  .string()
  .regex(
    /^(?:0|od-[\w-]{1,64})$/,
    rule({ en: 'must be an open_department_id, od-…', zh: '必须是 open_department_id，形如 od-…' }),
  );

type Lists = z.ZodPrefault<z.ZodObject<{ allow: Texts; deny: Texts }, z.core.$strict>>;

/** Who is let in, and who is not. */
export function allowDeny(item: z.ZodType<string, string>): Lists {
  const allow = told(
    texts(item),
    ['Allow', 'Empty: everybody. A deny wins over an allow.'],
    ['允许', '为空表示全部；同时在拒绝名单中的以拒绝为准。'],
  );
  const deny = told(texts(item), ['Deny', 'Never, whatever is allowed.'], ['拒绝', '始终拒绝，优先于允许。']);
  return z.strictObject({ allow, deny }).prefault({});
}

/** A whole number. */
export function count(least: number, most: number): z.ZodInt {
  return z.int().min(least).max(most);
}

const dayMs = 86_400_000;
/** Milliseconds, up to so many days. */
export function milliseconds(mostDays: number): z.ZodInt {
  return count(0, mostDays * dayMs);
}

/** `22:00` */
export const timeOfDay: z.ZodString = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, rule({ en: 'must be a time such as 22:00', zh: '必须是 22:00 这样的时刻' }));
/** `Asia/Shanghai` */
export const timeZone: z.ZodString = z
  .string()
  .refine(isTimeZone, rule({ en: 'must be a time zone such as Asia/Shanghai', zh: '必须是 Asia/Shanghai 这样的时区' }));
