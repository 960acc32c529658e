import { z } from '@hono/zod-openapi';
import type { ListedAuditLine } from '../../../model/service/audit.ts';
import { says } from '../says.ts';
import { time, toTime } from '../schemas.ts';
import { names } from './audit.ts';

/** Somebody has done something to a thing, in answers. */
export interface ChangeAnswer {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly action: string;
  readonly detail: Record<string, unknown>;
  readonly names: Record<string, string>;
}

/** Fields of a line of the history of a thing. */
export const changeFields: { readonly [Name in keyof ChangeAnswer]: z.ZodType<ChangeAnswer[Name]> } = {
  id: z.string(),
  at: time,
  actor: z.object({ kind: z.string(), name: z.string() }),
  action: z.string().openapi({ examples: ['pipeline.pause'] }),
  detail: z.record(z.string(), z.unknown()).openapi(
    says({
      en: 'What was changed, without secrets. Values that were others before have those under `was`.',
      zh: '更改的内容，不含密钥。若原来有其他值，则列在 `was` 中。',
    }),
  ),
  names,
};

/** Less than the audit says: whoever sees the thing need not know from where somebody has worked. */
export const showChange = (from: ListedAuditLine): ChangeAnswer => ({
  id: from.id,
  at: toTime(from.at),
  actor: { kind: from.actorKind, name: from.actorName },
  action: from.action,
  detail: from.detail,
  names: { ...from.names },
});
