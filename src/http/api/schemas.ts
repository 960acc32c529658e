import { z } from '@hono/zod-openapi';
import type { Message } from '../../model/message.ts';
import type { Page, PageRequest, Total } from '../../model/service/page.ts';
import { rule } from '../../schema/rules.ts';
import { isTimeZone } from '../../util/is-time-zone.ts';
import { storableText } from '../../util/storable-text.ts';
import { says } from './says.ts';

/** Words that several routes share. A schema with a name (`.openapi('Name')`) is one component of the document. */

const maxLimit = 200;
const defaultLimit = 50;

const idPattern = /^[a-z]{1,8}_[0-9a-z]{1,40}$/;
const examples = ['pl_01jd8x0v9k3m5p7r2t4w'];
/** An id as the service makes them: a prefix, and 20 signs. */
export const id: z.ZodString = z.string().regex(idPattern).openapi({ examples });
/** Of what can be no id, no more is repeated. */
const maxShown = 40;
/** `{id}` in a path. What can be no id names nothing that is there: it is looked for like any other, and not found. */
export const idParams: z.ZodType<{ id: string }> = z.strictObject({
  id: z
    .string()
    .transform((text) => (idPattern.test(text) ? text : storableText(text.slice(0, maxShown))))
    .openapi({ type: 'string', pattern: idPattern.source, examples }),
});

const firstTime = Date.parse('0000-01-01T00:00:00.000Z');
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

/** A time in answers: RFC 3339, UTC, with milliseconds. {@link toTime} writes it. */
export const time: z.ZodString = z.string().openapi({ format: 'date-time', examples: ['2026-01-31T08:00:00.000Z'] });

/** A time of the store in an answer. */
export function toTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A time of the store that may be missing: null in answers. */
export function toTimeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : toTime(ms);
}

/** A time in a query, in milliseconds since the epoch. An offset may lead beyond the years that RFC 3339 can write. */
export const queryTime: z.ZodType<number> = z.iso
  .datetime({ offset: true })
  .transform((text) => Math.max(firstTime, Math.min(Date.parse(text), lastTime)))
  .openapi({ type: 'string', format: 'date-time' });

/** Said of what is no time zone. */
export const zoneRule: ReturnType<typeof rule> = rule({
  en: 'must be a time zone such as Asia/Shanghai',
  zh: '必须是时区，例如 Asia/Shanghai',
});

/** The name of a time zone. */
export const timeZone: z.ZodString = z.string().min(1).max(60).refine(isTimeZone, zoneRule);

/** A sentence in every language of the product. */
export const message: z.ZodType<Message> = z.object({ en: z.string(), zh: z.string() }).openapi('Message');

/** A name that people give to a thing. */
export const name: z.ZodString = z.string().trim().min(1).max(100);

/** Fields of a query that lists take, beside their filters: `z.strictObject({ ...pageFields, state: … })`. */
export const pageFields: {
  readonly cursor: z.ZodOptional<z.ZodString>;
  readonly limit: z.ZodType<number>;
} = {
  cursor: z.string().min(1).max(500).optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxLimit)
    .default(defaultLimit)
    .openapi({ type: 'integer', minimum: 1, maximum: maxLimit, default: defaultLimit }),
};

/** What of a list's query says which part is wanted. */
export function pageRequest({ cursor, limit }: { cursor?: string | undefined; limit: number }): PageRequest {
  return { limit, cursor };
}

/** The answer of a list. */
export interface ListAnswer<T> extends Total {
  readonly items: readonly T[];
  readonly next: string | null;
}

const total = {
  total: z
    .number()
    .int()
    .openapi(
      says({
        en: 'All that the filter lets through; beyond ten thousand nobody counts.',
        zh: '符合筛选条件的总数；超过一万后不再计数。',
      }),
    ),
  totalIsAtLeast: z.boolean().openapi(says({ en: 'There may be more than `total`.', zh: '可能比 `total` 更多。' })),
};

/** Schema of a list's answer. `name` is that of the things in it, such as `Pipeline`. */
export function listOf<T>(of: z.ZodType<T>, name: string): z.ZodType<ListAnswer<T>> {
  return z.object({ items: z.array(of).readonly(), next: z.string().nullable(), ...total }).openapi(`${name}List`);
}

/** A page of the store as the API answers it. */
export function toList<T, Shown>(page: Page<T>, show: (item: T) => Shown): ListAnswer<Shown> {
  const { items, next = null, total, totalIsAtLeast } = page;
  return { items: items.map(show), next, total, totalIsAtLeast };
}
