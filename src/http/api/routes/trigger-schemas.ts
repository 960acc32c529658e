import { z } from '@hono/zod-openapi';
import { writtenSettings } from '../../../control/triggers/read-settings.ts';
import type { VersionName } from '../../../control/triggers/trigger-versions.ts';
import { type Trigger, type TriggerVersion, triggerStates } from '../../../model/triggers/conversation.ts';
import { rule } from '../../../schema/rules.ts';
import type { JsonObject } from '../../../util/json.ts';
import { says } from '../says.ts';
import { id, time, toTime } from '../schemas.ts';
import { settings } from './resource-schemas.ts';

/** Words that the routes of triggers share. */

const fields = {
  id,
  name: z.string(),
  integrationId: z.string(),
  position: z
    .number()
    .int()
    .openapi(
      says({
        en: 'From 0: those of an integration are tried in this order.',
        zh: '从 0 开始：同一集成的触发器按此顺序匹配。',
      }),
    ),
  state: z.enum(triggerStates),
  isShadow: z.boolean().openapi(says({ en: 'It decides, and answers nobody.', zh: '只判断，不回复。' })),
  publishedVersion: z.number().int().nullable(),
  draft: settings,
  createdAt: time,
  changedAt: time,
  version: z.number().int(),
};

/** A trigger as it is shown. */
export interface ShownTrigger
  extends Pick<Trigger, 'id' | 'name' | 'integrationId' | 'position' | 'state' | 'isShadow' | 'version'> {
  readonly publishedVersion: number | null;
  readonly draft: JsonObject;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** A trigger in answers. */
export const trigger: z.ZodType<ShownTrigger> = z.object(fields).openapi('Trigger');

/** A trigger as the API shows it. */
export function showTrigger(from: Trigger): ShownTrigger {
  return {
    id: from.id,
    name: from.name,
    integrationId: from.integrationId,
    position: from.position,
    state: from.state,
    isShadow: from.isShadow,
    publishedVersion: from.publishedVersion ?? null,
    draft: writtenSettings(from.draft),
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
  };
}

/** What was published once, as it is shown. */
export interface ShownVersion extends Pick<TriggerVersion, 'number' | 'publishedBy'> {
  readonly settings: JsonObject;
  readonly publishedAt: string;
}

/** What was published once, in answers. */
export const triggerVersion: z.ZodType<ShownVersion> = z
  .object({ number: z.number().int(), settings, publishedAt: time, publishedBy: z.string() })
  .openapi('TriggerVersion');

/** A version as the API shows it. */
export function showVersion(from: TriggerVersion): ShownVersion {
  return {
    number: from.number,
    settings: writtenSettings(from.settings),
    publishedAt: toTime(from.publishedAt),
    publishedBy: from.publishedBy,
  };
}

const mostVersions = 1_000_000;

/** `draft`, `published`, or the number of a version, as queries have it. */
export const queryVersion: z.ZodType<VersionName> = z
  .string()
  .regex(
    /^(?:draft|published|[1-9]\d{0,5})$/,
    rule({ en: 'must be draft, published or the number of a version', zh: '必须是 draft、published 或版本号' }),
  )
  .transform((text): VersionName => (text === 'draft' || text === 'published' ? text : Number(text)))
  .openapi({ type: 'string', pattern: '^(draft|published|[1-9][0-9]{0,5})$', examples: ['draft', '3'] });

/** The same in bodies. */
export const bodyVersion: z.ZodType<VersionName> = z.union([
  z.enum(['draft', 'published']),
  z.number().int().min(1).max(mostVersions),
]);
/** The number of a version. */
export const versionNumber: z.ZodNumber = z.number().int().min(1).max(mostVersions);
