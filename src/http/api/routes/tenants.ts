import { z } from '@hono/zod-openapi';
import { forgetTenant, planForgetting } from '../../../control/tenants/forget-tenant.ts';
import { type ForgottenPlace, placeStates } from '../../../model/service/tenant-data.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { time, toTime } from '../schemas.ts';

const tag = 'Tenants';
const tenantKey = z
  .string()
  .regex(/^[\w-]{1,200}$/)
  .openapi({ examples: ['2ed263bf32cf1651'] });
const params = z.strictObject({ id: z.string().max(60), tenantKey });
const counts = z
  .record(z.string(), z.number().int())
  .openapi(says({ en: 'Rows by table; tables without any are absent.', zh: '各表的行数；没有数据的表不列出。' }));

const destinations = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    state: z.enum(placeStates).openapi(
      says({
        en: 'Done: `dropped` (found and deleted), `absent` (nothing is there), `by_hand` (a person has said so), `used` (pipelines of another app write its rows there, so they stay). Not done: `waiting`, `dropping`, `unreachable` (this process does not see the files, or cannot reach the database), `shared` (with other tenants: its rows stay), `held` (nothing was deleted, because of what `left` names).',
        zh: '已完成：`dropped`（已找到并删除）、`absent`（那里没有数据）、`by_hand`（已由人工确认）、`used`（另一应用的管道也向该处写入此企业的数据，因此保留）。未完成：`waiting`、`dropping`、`unreachable`（此进程看不到这些文件，或无法连接数据库）、`shared`（与其他企业共用，其中的行保留）、`held`（因 `left` 所列之物，未删除任何内容）。',
      }),
    ),
    left: z.array(z.string()).openapi(
      says({
        en: 'What others have put there: tables, views or files. It stays.',
        zh: '他人放在那里的表、视图或文件，均会保留。',
      }),
    ),
  }),
);

const plan = z
  .object({
    rows: counts,
    destinations,
    isInstalled: z
      .boolean()
      .openapi(says({ en: 'The tenant has to remove the app first.', zh: '为 true 时须先由该企业卸载应用。' })),
    begunAt: time.nullable().openapi(
      says({
        en: 'When it was begun; since then nothing of the tenant begins. Null before.',
        zh: '开始的时间；此后该企业的任何工作都不再开始。尚未开始时为 null。',
      }),
    ),
  })
  .openapi('ForgettingPlan');

const forgotten = z
  .object({
    isDone: z.boolean().openapi(
      says({
        en: 'Nothing is left, neither here nor at destinations. False: ask again to go on.',
        zh: '服务与各目标中均已无剩余。为 false 时再次请求即可继续。',
      }),
    ),
    deleted: counts.openapi(
      says({
        en: 'Rows by table that were deleted since it was begun.',
        zh: '开始以来各表已删除的行数。',
      }),
    ),
    left: counts.openapi(
      says({
        en: 'What was found when all tables were searched again, rows by table; empty when nothing is left.',
        zh: '重新查找所有表后各表剩余的行数；没有剩余时为空。',
      }),
    ),
    destinations,
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
      const { rows, destinations: places, isInstalled, begunAt } = await planForgetting(parts, placeOf(of));
      return {
        rows: { ...rows },
        destinations: places.map(show),
        isInstalled,
        begunAt: begunAt === undefined ? null : toTime(begunAt),
      };
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
      en: 'Events, conversations, people, decisions, runs and pipelines go, of all integrations of the app, and what destinations have for this tenant alone. One request works for twenty seconds; ask again until `isDone`. The audit keeps the numbers. Backups are not changed.',
      zh: '清除该应用所有集成中此企业的事件、会话、人员、判定、运行和管道，以及各目标中该企业专用的数据。每次请求最多执行二十秒；请重复请求，直至 `isDone` 为 true。审计保留各项数目。备份不受影响。',
    },
    params,
    body: z.strictObject({
      confirm: tenantKey.openapi(says({ en: 'The key of the tenant again.', zh: '再次填写企业标识。' })),
      byHand: z
        .array(z.string().max(60))
        .max(1_000)
        .default([])
        .openapi(
          says({
            en: 'Ids of destinations where you have deleted the rows of the tenant yourself: those that are not reached from here, or are shared.',
            zh: '你已自行删除该企业数据的目标的 ID，用于无法从此处访问或与其他企业共用的目标。',
          }),
        ),
    }),
    answer: forgotten,
    handle: async ({ parts, caller, params: of, body }) => {
      const { confirm, byHand } = body;
      const done = await forgetTenant(parts, caller, { ...placeOf(of), confirm, byHand });
      const { isDone, deleted, left } = done;
      return { isDone, deleted: { ...deleted }, left: { ...left }, destinations: done.destinations.map(show) };
    },
  }),
];

const show = ({ id, name, state, left }: ForgottenPlace) => ({ id, name, state, left: [...left] });

const placeOf = ({ id, tenantKey: key }: { readonly id: string; readonly tenantKey: string }) => ({
  integrationId: id,
  tenantKey: key,
});
