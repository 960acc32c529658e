import { z } from '@hono/zod-openapi';
import type { SecretStates } from '../../../control/secret-states.ts';
import type { Message } from '../../../model/message.ts';
import { Secret } from '../../../model/secret.ts';
import type { CheckLine, CheckReport } from '../../../model/service/check-report.ts';
import { isObject, type JsonObject } from '../../../util/json.ts';
import { says } from '../says.ts';
import { message, time, toTime } from '../schemas.ts';

/** Words that the routes of integrations, destinations and pipelines share. */

/** Settings under the names of the configuration file; `/catalogue` has their schemas, and what is wrong with them is told field by field. */
export const settings: z.ZodType<JsonObject> = z
  .custom<JsonObject>(isObject)
  .openapi({ type: 'object', additionalProperties: true });

/** What may be absent, where the schema has a name in the document: a reference can't be made nullable there. */
export function orNull<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return z.union([schema, z.null()]);
}

/** A secret that is given: it is never answered. */
export const secret: z.ZodType<Secret> = z
  .string()
  .min(1)
  .max(4000)
  .transform((text) => new Secret(text.trim()))
  .openapi({ type: 'string', format: 'password', minLength: 1, maxLength: 4000 });

/** That secrets are set, and since when. */
export const secretStates: z.ZodType<Record<string, { set: true; updatedAt: string }>> = z
  .record(z.string(), z.object({ set: z.literal(true), updatedAt: time }))
  .openapi(
    says({ en: 'Those that are set, by name. They are never shown.', zh: '已设置的密钥的名称。密钥本身从不显示。' }),
  );

/** Which secrets are set, as the API shows it. */
export function showSecrets(states: SecretStates): Record<string, { set: true; updatedAt: string }> {
  return Object.fromEntries(
    Object.entries(states).map(([name, { updatedAt }]) => [name, { set: true as const, updatedAt: toTime(updatedAt) }]),
  );
}

/** One named check of a test. */
export interface ShownLine extends Pick<CheckLine, 'name' | 'title' | 'outcome' | 'message'> {
  readonly cure: Message | null;
  readonly url: string | null;
  readonly code: string | null;
}

/** A check in answers. */
export const checkLine: z.ZodType<ShownLine> = z
  .object({
    name: z.string().openapi({
      examples: ['scopes.base'],
      ...says({ en: 'Stays the same from test to test.', zh: '各次测试中保持不变。' }),
    }),
    title: message,
    outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
    message,
    cure: orNull(message),
    url: z
      .string()
      .nullable()
      .openapi(says({ en: 'A page of the developer console.', zh: '开发者后台的页面。' })),
    code: z.string().nullable(),
  })
  .openapi('CheckLine');

/** A check as the API shows it. */
export function showLine({ name, title, outcome, message: said, cure, url, code }: CheckLine): ShownLine {
  return { name, title, outcome, message: said, cure: cure ?? null, url: url ?? null, code: code ?? null };
}

/** What a test has found. */
export interface ShownReport {
  readonly isOk: boolean;
  readonly lines: readonly ShownLine[];
  readonly bot: { readonly name: string; readonly openId: string | null; readonly state: string } | null;
  readonly mode: string | null;
  readonly webhookUrl: string | null;
  readonly probe: {
    readonly connected: boolean;
    readonly state: string;
    readonly lastError: { readonly message: string; readonly cure: string } | null;
  } | null;
}

/** A test in answers. */
export const checkReport: z.ZodType<ShownReport> = z
  .object({
    isOk: z.boolean().openapi(says({ en: 'No check has failed.', zh: '没有检查失败。' })),
    lines: z.array(checkLine),
    bot: z.object({ name: z.string(), openId: z.string().nullable(), state: z.string() }).nullable(),
    mode: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    probe: z
      .object({
        connected: z.boolean(),
        state: z.string(),
        lastError: z.object({ message: z.string(), cure: z.string() }).nullable(),
      })
      .nullable(),
  })
  .openapi('CheckReport');

/** A test as the API shows it. */
export function showReport({ isOk, lines, bot, mode, webhookUrl, probe }: CheckReport): ShownReport {
  return {
    isOk,
    lines: lines.map(showLine),
    bot: bot === undefined ? null : { ...bot, openId: bot.openId ?? null },
    mode: mode ?? null,
    webhookUrl: webhookUrl ?? null,
    probe: probe === undefined ? null : { ...probe, lastError: probe.lastError ?? null },
  };
}
