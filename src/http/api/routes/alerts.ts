import { z } from '@hono/zod-openapi';
import { acknowledgeAlert } from '../../../control/alerts/acknowledge-alert.ts';
import { silenceAlert } from '../../../control/alerts/silence-alert.ts';
import { found } from '../../../control/outcomes.ts';
import { type Alert, alertKinds } from '../../../model/service/alert.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import {
  id,
  idParams,
  listOf,
  message,
  pageFields,
  pageRequest,
  queryTime,
  time,
  toList,
  toTime,
  toTimeOrNull,
} from '../schemas.ts';

const tag = 'Alerts';
const kind = z.enum(alertKinds);

const alert = z
  .object({
    id,
    kind,
    subjectKind: z.string().openapi({ examples: ['pipeline', 'integration'] }),
    subjectId: z.string(),
    message,
    openedAt: time,
    recoveredAt: time.nullable(),
    silencedUntil: time.nullable(),
    acknowledged: z
      .object({ at: time, by: z.string() })
      .nullable()
      .openapi(says({ en: 'Who has it in hand, and since when.', zh: '由谁处理，从何时开始。' })),
  })
  .openapi('Alert');

const show = (from: Alert): z.infer<typeof alert> => ({
  id: from.id,
  kind: from.kind,
  subjectKind: from.subjectKind,
  subjectId: from.subjectId,
  message: from.message,
  openedAt: toTime(from.openedAt),
  recoveredAt: toTimeOrNull(from.recoveredAt),
  silencedUntil: toTimeOrNull(from.silencedUntil),
  acknowledged: from.acknowledged === undefined ? null : { at: toTime(from.acknowledged.at), by: from.acknowledged.by },
});

/** What people are told of: each once, until it has recovered. */
export const alertRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/alerts',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists alerts, the newest first',
    query: z.strictObject({
      ...pageFields,
      isOpen: z.enum(['true', 'false']).optional(),
      kind: kind.optional(),
      subjectId: z.string().min(1).max(200).optional(),
    }),
    answer: listOf(alert, 'Alert'),
    handle: async ({ parts, query: { isOpen, ...query } }) => {
      const filter = { ...query, isOpen: isOpen === undefined ? undefined : isOpen === 'true' };
      return toList(await parts.store.alerts.page(pageRequest(query), filter), show);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/alerts/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows an alert',
    params: idParams,
    answer: alert,
    handle: async ({ parts, params }) => show(found(await parts.store.alerts.find(params.id), 'alert', params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/alerts/{id}/acknowledge',
    action: 'silence-alert',
    kind: 'act',
    tag,
    summary: 'Says that you have an alert in hand; with `isInHand` false, that nobody has any more',
    params: idParams,
    body: z.strictObject({ isInHand: z.boolean().default(true) }),
    answer: alert,
    handle: async ({ parts, caller, params, body }) =>
      show(await acknowledgeAlert(parts, caller, { id: params.id, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: '/alerts/{id}/silence',
    action: 'silence-alert',
    kind: 'act',
    tag,
    summary: 'Keeps an alert quiet until a time, also when it opens anew meanwhile; null lets it speak again',
    params: idParams,
    body: z.strictObject({ until: z.union([queryTime, z.null()]) }),
    answer: alert,
    handle: async ({ parts, caller, params, body }) =>
      show(await silenceAlert(parts, caller, { id: params.id, until: body.until ?? undefined })),
  }),
];
