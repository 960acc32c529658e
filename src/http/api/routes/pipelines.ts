import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import { activatePipeline, resumePipeline } from '../../../control/pipelines/activate-pipeline.ts';
import { changePipeline } from '../../../control/pipelines/change-pipeline.ts';
import { createPipeline } from '../../../control/pipelines/create-pipeline.ts';
import { deletePipeline } from '../../../control/pipelines/delete-pipeline.ts';
import { listPipelines } from '../../../control/pipelines/list-pipelines.ts';
import { pausePipeline } from '../../../control/pipelines/pause-pipeline.ts';
import { untranslated } from '../../../model/message.ts';
import { pipelineOrders } from '../../../model/service/pipeline.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, name, pageFields, pageRequest, toList } from '../schemas.ts';
import { historyRoutes } from './pipeline-history.ts';
import { lookRoutes } from './pipeline-looks.ts';
import { checkedPipeline, outcome, pipeline, schedule, showChecked, showPipeline, state } from './pipeline-schemas.ts';
import { streamRoutes } from './pipeline-streams.ts';
import { togetherRoutes } from './pipelines-together.ts';
import { settings } from './resource-schemas.ts';

const tag = 'Pipelines';
const tenantKey = z.string().min(1).max(200);

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/pipelines',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists pipelines with their last outcome and what goes on now, usually the newest first',
    query: z.strictObject({
      ...pageFields,
      search: z.string().min(1).max(100).optional(),
      state: state.optional(),
      pausedWithAll: z
        .literal('true')
        .optional()
        .openapi(
          says({ en: 'Only those that were paused together, and rest.', zh: '仅限被一同暂停、仍在暂停的管道。' }),
        ),
      late: z
        .literal('true')
        .optional()
        .openapi(
          says({
            en: 'Only those of which an alert says that their data are older than promised.',
            zh: '仅限有告警表明数据比承诺的旧的管道。',
          }),
        ),
      integrationId: id.optional(),
      destinationId: id.optional(),
      outcome: outcome.optional(),
      sort: z
        .enum(pipelineOrders)
        .default('-createdAt')
        .openapi(
          says({
            en: 'With a minus the greatest first. `lastRun`: when the last run ended; never is before all.',
            zh: '带减号时从大到小。`lastRun`：最近一次运行的结束时间；从未运行过的排在最前。',
          }),
        ),
    }),
    answer: listOf(pipeline, 'Pipeline'),
    handle: async ({ parts, query }) =>
      toList(
        await listPipelines(parts, pageRequest(query), {
          ...query,
          isPausedWithAll: query.pausedWithAll === 'true',
          isLate: query.late === 'true',
        }),
        showPipeline,
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/pipelines/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a pipeline, with what keeps it from running',
    params: idParams,
    answer: checkedPipeline,
    handle: async ({ parts, params }) =>
      await showChecked(parts, found(await parts.store.pipelines.find(params.id), 'pipeline', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/pipelines',
    action: 'change',
    kind: 'create',
    tag,
    summary: 'Makes a draft of a pipeline; it is kept with whatever keeps it from running',
    status: 201,
    body: z.strictObject({
      name,
      integrationId: id,
      tenantKey: tenantKey.optional(),
      destinationId: id.optional(),
      modules: settings.default({}),
      streams: settings.default({}),
      schedule: schedule.default({ kind: 'manual' }),
    }),
    answer: checkedPipeline,
    handle: async ({ parts, caller, body }) => {
      const { tenantKey: tenant, destinationId, ...given } = body;
      return await showChecked(
        parts,
        await createPipeline(parts, caller, { ...given, tenantKey: tenant, destinationId }),
      );
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/pipelines/{id}',
    action: 'change',
    kind: 'change',
    tag,
    summary: 'Changes a pipeline from its next run on; what has left its draft must stay fit to be run',
    params: idParams,
    body: z.strictObject({
      name: name.optional(),
      integrationId: id.optional(),
      tenantKey: tenantKey.nullable().optional(),
      destinationId: id.nullable().optional(),
      modules: settings.optional(),
      streams: settings.optional(),
      schedule: schedule.optional(),
    }),
    answer: checkedPipeline,
    handle: async ({ parts, caller, params, body, version }) =>
      await showChecked(parts, await changePipeline(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'delete',
    path: '/pipelines/{id}',
    action: 'change',
    kind: 'delete',
    tag,
    summary: 'Forgets a pipeline with its runs; what it has written stays',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deletePipeline(parts, caller, { id: params.id, version }),
  }),
];

const stateRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/pipelines/{id}/activate',
    action: 'change',
    kind: 'act',
    tag,
    summary: 'Lets a draft run by its schedule',
    params: idParams,
    answer: checkedPipeline,
    handle: async ({ parts, caller, params }) =>
      await showChecked(parts, await activatePipeline(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/pipelines/{id}/pause',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Lets a pipeline rest until somebody resumes it',
    params: idParams,
    body: z.strictObject({ why: z.string().trim().min(1).max(500).optional() }),
    answer: checkedPipeline,
    handle: async ({ parts, caller, params, body }) => {
      const why = body.why === undefined ? undefined : untranslated(body.why);
      return await showChecked(parts, await pausePipeline(parts, caller, { id: params.id, why }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/pipelines/{id}/resume',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Lets a paused pipeline run again',
    params: idParams,
    answer: checkedPipeline,
    handle: async ({ parts, caller, params }) =>
      await showChecked(parts, await resumePipeline(parts, caller, params.id)),
  }),
];

/** What is replicated to where, and when. */
export const pipelineRoutes: readonly Route[] = [
  ...readRoutes,
  ...changeRoutes,
  ...stateRoutes,
  ...togetherRoutes,
  ...lookRoutes,
  ...historyRoutes,
  ...streamRoutes,
];
