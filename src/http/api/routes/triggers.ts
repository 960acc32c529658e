import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import { changeTrigger, moveTrigger, restoreVersion, shadowTrigger } from '../../../control/triggers/change-trigger.ts';
import { checkTrigger } from '../../../control/triggers/check-trigger.ts';
import { createTrigger } from '../../../control/triggers/create-trigger.ts';
import { deleteTrigger } from '../../../control/triggers/delete-trigger.ts';
import { pauseTrigger, resumeTrigger } from '../../../control/triggers/pause-trigger.ts';
import { publishTrigger } from '../../../control/triggers/publish-trigger.ts';
import { triggerStates } from '../../../model/triggers/conversation.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, name, pageFields, pageRequest, toList } from '../schemas.ts';
import { checkReport, settings, showReport } from './resource-schemas.ts';
import { showTrigger, trigger, versionNumber } from './trigger-schemas.ts';
import { triggerTrialRoutes } from './trigger-trials.ts';
import { triggerVersionRoutes } from './trigger-versions.ts';

const tag = 'Triggers';

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/triggers',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists triggers, those of one integration in the order in which they are tried',
    query: z.strictObject({
      ...pageFields,
      integrationId: id.optional(),
      state: z.enum(triggerStates).optional(),
      handlerId: id.optional(),
      search: z.string().min(1).max(100).optional(),
    }),
    answer: listOf(trigger, 'Trigger'),
    handle: async ({ parts, query }) => toList(await parts.store.triggers.page(pageRequest(query), query), showTrigger),
  }),
  defineRoute({
    method: 'get',
    path: '/triggers/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a trigger with its draft',
    params: idParams,
    answer: trigger,
    handle: async ({ parts, params }) =>
      showTrigger(found(await parts.store.triggers.find(params.id), 'trigger', params.id)),
  }),
];

const published = z
  .object({ trigger, number: versionNumber, report: checkReport, version: z.number().int() })
  .openapi('PublishedTrigger');

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/triggers',
    action: 'change-triggers',
    kind: 'create',
    tag,
    summary: 'Makes a trigger as a draft, at the end of those of its integration',
    description: {
      en: "Settings have our names, or those of Xpert's Lark trigger, of which `integrationId` may be one. What is absent has its default.",
      zh: '设置可使用本产品的名称，也可使用 Xpert 飞书触发器的名称（包括 `integrationId`）。未给出的设置取默认值。',
    },
    status: 201,
    body: z.strictObject({
      name,
      integrationId: id.optional(),
      isShadow: z.boolean().default(false),
      settings: settings.default({}),
    }),
    answer: trigger,
    handle: async ({ parts, caller, body }) =>
      showTrigger(await createTrigger(parts, caller, { ...body, integrationId: body.integrationId })),
  }),
  defineRoute({
    method: 'patch',
    path: '/triggers/{id}',
    action: 'change-triggers',
    kind: 'change',
    tag,
    summary:
      'Changes the name or the draft of a trigger; settings are given all anew, and count when they are published',
    params: idParams,
    body: z.strictObject({ name: name.optional(), settings: settings.optional() }),
    answer: trigger,
    handle: async ({ parts, caller, params, body, version }) =>
      showTrigger(await changeTrigger(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/publish',
    action: 'change-triggers',
    kind: 'change',
    tag,
    summary: 'Publishes the draft as a new version, after its checks; one that is paused stays so',
    description: {
      en: 'A check that failed refuses it (`api.check.failed`, with the report in `details.lines`); warnings do not.',
      zh: '有检查未通过时拒绝发布（`api.check.failed`，`details.lines` 为报告）；警告不影响发布。',
    },
    params: idParams,
    answer: published,
    handle: async ({ parts, caller, params, version, signal }) => {
      const done = await publishTrigger(parts, caller, { id: params.id, version }, signal);
      const shown = showTrigger(done.trigger);
      return { trigger: shown, number: done.published.number, report: showReport(done.report), version: shown.version };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/triggers/{id}/shadow',
    action: 'change-triggers',
    kind: 'change',
    tag,
    summary: 'Says whether a trigger only decides, and answers nobody',
    params: idParams,
    body: z.strictObject({ isShadow: z.boolean() }),
    answer: trigger,
    handle: async ({ parts, caller, params, body, version }) =>
      showTrigger(await shadowTrigger(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/restore',
    action: 'change-triggers',
    kind: 'change',
    tag,
    summary: 'Puts a version that was published into the draft',
    params: idParams,
    body: z.strictObject({ number: versionNumber }),
    answer: trigger,
    handle: async ({ parts, caller, params, body, version }) =>
      showTrigger(await restoreVersion(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'delete',
    path: '/triggers/{id}',
    action: 'change-triggers',
    kind: 'delete',
    tag,
    summary: 'Forgets a trigger with its conversations, and with what was still to be sent of them',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteTrigger(parts, caller, { id: params.id, version }),
  }),
];

const actRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/check',
    action: 'run',
    kind: 'read',
    tag,
    summary: 'Whether the draft could be published, and what it lacks; the platform is asked',
    params: idParams,
    answer: checkReport,
    handle: async ({ parts, params, signal }) => showReport(await checkTrigger(parts, params.id, signal)),
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/pause',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Takes nothing more; what comes meanwhile is not answered when it is resumed',
    params: idParams,
    answer: trigger,
    handle: async ({ parts, caller, params }) => showTrigger(await pauseTrigger(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/resume',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Takes what comes from now on, as it was published',
    params: idParams,
    answer: trigger,
    handle: async ({ parts, caller, params }) => showTrigger(await resumeTrigger(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/move',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Puts a trigger at another place among those of its integration',
    params: idParams,
    body: z.strictObject({
      position: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .openapi(says({ en: 'From 0.', zh: '从 0 开始。' })),
    }),
    answer: trigger,
    handle: async ({ parts, caller, params, body }) =>
      showTrigger(await moveTrigger(parts, caller, { id: params.id, ...body })),
  }),
];

/** Which messages and events are answered. */
export const triggerRoutes: readonly Route[] = [
  ...readRoutes,
  ...changeRoutes,
  ...actRoutes,
  ...triggerVersionRoutes,
  ...triggerTrialRoutes,
];
