import { z } from '@hono/zod-openapi';
import { forgetTenant, planForgetting } from '../../../control/tenants/forget-tenant.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';

const tag = 'Tenants';
const tenantKey = z.string().regex(/^[\w-]{1,200}$/);
const params = z.strictObject({ id: z.string().max(60), tenantKey });
const counts = z
  .record(z.string(), z.number().int())
  .openapi(says({ en: 'Rows by table; tables without any are absent.', zh: '各表的行数；没有数据的表不列出。' }));

const destinationOf = <State extends string>(states: readonly [State, ...State[]], of: { en: string; zh: string }) =>
  z.array(z.object({ id: z.string(), name: z.string(), state: z.enum(states).openapi(says(of)) }));

const plan = z
  .object({
    rows: counts,
    destinations: destinationOf(['own', 'shared'], {
      en: '`own`: the schema, file or folder of the tenant is deleted. `shared`: its rows stay.',
      zh: '`own`：将删除该企业的 schema、文件或文件夹。`shared`：其中的行会保留。',
    }),
    isInstalled: z
      .boolean()
      .openapi(says({ en: 'The tenant has to remove the app first.', zh: '为 true 时须先由该企业卸载应用。' })),
  })
  .openapi('ForgettingPlan');

const forgotten = z
  .object({
    isDone: z.boolean().openapi(says({ en: 'False: ask again to go on.', zh: '为 false 时再次请求即可继续。' })),
    deleted: counts,
    left: counts.openapi(
      says({
        en: 'What was found when all tables were searched again, rows by table; empty when nothing is left.',
        zh: '重新查找所有表后各表剩余的行数；没有剩余时为空。',
      }),
    ),
    destinations: destinationOf(['dropped', 'absent', 'shared'], {
      en: '`absent`: nothing is there, as this process sees it. `shared`: it is not of this tenant alone, so its rows stay.',
      zh: '`absent`：在此进程看来，那里没有数据。`shared`：并非该企业专用，其中的行会保留。',
    }),
  })
  .openapi('ForgottenTenant');

/** A tenant of an app of the store that wants to be forgotten. */
export const tenantRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/integrations/{id}/tenants/{tenantKey}/forget',
    action: 'reset',
    kind: 'read',
    tag,
    summary: 'What would be deleted if a tenant of a store app were forgotten; nothing is changed',
    readsMuch: true,
    params,
    answer: plan,
    handle: async ({ parts, params: of }) => {
      const { rows, destinations, isInstalled } = await planForgetting(parts, placeOf(of));
      return { rows: { ...rows }, destinations: [...destinations], isInstalled };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/integrations/{id}/tenants/{tenantKey}/forget',
    action: 'reset',
    kind: 'act',
    tag,
    summary: 'Deletes all that the service has of a tenant of a store app, and looks for it again; it cannot be undone',
    description: {
      en: 'Events, conversations, people, decisions, runs and pipelines go, and what destinations have for this tenant alone. The audit stays. Backups are not changed.',
      zh: '清除其事件、会话、人员、判定、运行和管道，以及各目标中该企业专用的数据。审计保留。备份不受影响。',
    },
    params,
    body: z.strictObject({
      confirm: tenantKey.openapi(says({ en: 'The key of the tenant again.', zh: '再次填写企业标识。' })),
    }),
    answer: forgotten,
    handle: async ({ parts, caller, params: of, body }) => {
      const done = await forgetTenant(parts, caller, { ...placeOf(of), confirm: body.confirm });
      const { isDone, deleted, left, destinations } = done;
      return { isDone, deleted: { ...deleted }, left: { ...left }, destinations: [...destinations] };
    },
  }),
];

const placeOf = ({ id, tenantKey: key }: { readonly id: string; readonly tenantKey: string }) => ({
  integrationId: id,
  tenantKey: key,
});
