import { z } from '@hono/zod-openapi';
import { type IntegrationState, integrationState } from '../../../control/integrations/integration-state.ts';
import { webhookUrlOf } from '../../../control/integrations/test-integration.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { type SecretStates, withSecretStates } from '../../../control/secret-states.ts';
import { must } from '../../../model/errors.ts';
import { type EventMode, eventModes, type Integration } from '../../../model/service/integration.ts';
import { says } from '../says.ts';
import { id, time, toTime, toTimeOrNull } from '../schemas.ts';
import {
  checkReport,
  orNull,
  type ShownReport,
  secretStates,
  settings,
  showReport,
  showSecrets,
} from './resource-schemas.ts';

/** Which platform. */
export const region: z.ZodType<Integration['region']> = z.enum(['lark', 'feishu']);
/** Of whom the app is. */
export const kind: z.ZodType<Integration['kind']> = z.enum(['custom_app', 'store_app']);
/** How events come. */
export const mode: z.ZodType<EventMode> = z
  .enum(eventModes)
  .openapi(says({ en: 'How events come.', zh: '事件的接收方式。' }));

/** An integration as the API shows it; secrets are never in it. */
export interface ShownIntegration
  extends Pick<Integration, 'id' | 'name' | 'region' | 'kind' | 'appId' | 'mode' | 'settings' | 'version'> {
  readonly baseUrl: string | null;
  readonly state: IntegrationState;
  readonly modeBefore: EventMode | null;
  readonly modeSince: string;
  readonly webhookUrl: string;
  readonly disconnectedAt: string | null;
  readonly secrets: z.infer<typeof secretStates>;
  readonly test: ShownReport | null;
  readonly testedAt: string | null;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** An integration in answers. */
export const integration: z.ZodType<ShownIntegration> = z
  .object({
    id,
    name: z.string(),
    region,
    baseUrl: z.string().nullable(),
    kind,
    appId: z.string(),
    state: z
      .enum(['unverified', 'ok', 'degraded', 'failing'])
      .openapi(says({ en: 'By its last test.', zh: '按最近一次测试。' })),
    mode,
    modeBefore: mode.nullable().openapi(
      says({
        en: 'Open until the first event has come the new way.',
        zh: '此前的接收方式；在首个事件以新方式到达之前仍可用。',
      }),
    ),
    modeSince: time,
    webhookUrl: z.string().openapi(
      says({
        en: 'The request URL for the developer console, for the mode webhook.',
        zh: '`webhook` 方式的请求地址，填写在开发者后台。',
      }),
    ),
    disconnectedAt: time
      .nullable()
      .openapi(says({ en: 'Since when a person wants no events.', zh: '从何时起被人停止接收事件。' })),
    settings,
    secrets: secretStates,
    test: orNull(checkReport),
    testedAt: time.nullable(),
    createdAt: time,
    changedAt: time,
    version: z.number().int(),
  })
  .openapi('Integration');

function show(parts: ControlParts, from: Integration & { readonly secrets: SecretStates }): ShownIntegration {
  return {
    id: from.id,
    name: from.name,
    region: from.region,
    baseUrl: from.baseUrl ?? null,
    kind: from.kind,
    appId: from.appId,
    state: integrationState(from),
    mode: from.mode,
    modeBefore: from.modeBefore ?? null,
    modeSince: toTime(from.modeSince),
    webhookUrl: webhookUrlOf(parts, from.id),
    disconnectedAt: toTimeOrNull(from.disconnectedAt),
    settings: from.settings,
    secrets: showSecrets(from.secrets),
    test: from.test === undefined ? null : showReport(from.test),
    testedAt: toTimeOrNull(from.testedAt),
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
  };
}

/** Integrations as the API shows them. */
export async function showAll(parts: ControlParts, all: readonly Integration[]): Promise<readonly ShownIntegration[]> {
  const withStates = await withSecretStates(parts.store.secrets, 'integration', all);
  return withStates.map((one) => show(parts, one));
}

/** One of them. */
export async function showOne(parts: ControlParts, one: Integration): Promise<ShownIntegration> {
  const [shown] = await showAll(parts, [one]);
  return must(shown, 'The integration');
}
