import { z } from 'zod';
import { rule } from './rules.ts';

/** A span in days; zero is allowed. */
export const wholeDays: z.ZodInt = z
  .int(rule({ en: 'must be a whole number of days', zh: '必须是整数天数' }))
  .min(0, rule({ en: 'must be at least 0', zh: '不能小于 0' }));

/** `z.iso.date()` would add a pattern of 200 characters to the specification; the rule is the same. */
export const date: z.ZodString = z
  .string()
  .refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isCalendarDay(value), {
    error: rule({ en: 'must be a date such as 2026-01-31', zh: '必须是日期，例如 2026-01-31' }),
  });

/** What the connector's specification says of a `date`, for the date picker of Airbyte's form. */
export const dayFormat: Readonly<Record<'format' | 'pattern' | 'pattern_descriptor', string>> = {
  format: 'date',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  pattern_descriptor: 'YYYY-MM-DD',
};

function isCalendarDay(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}
