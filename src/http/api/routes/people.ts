import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import { changePerson, erasePerson, mapPeople, unpairPerson } from '../../../control/people/steer-person.ts';
import { languages } from '../../../model/message.ts';
import type { LarkUser } from '../../../model/triggers/tables.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, listOf, pageFields, pageRequest, time, toList, toTime } from '../schemas.ts';

const tag = 'People';
const mostMapped = 1_000;
const openId = z
  .string()
  .regex(/^[\w-]{1,100}$/)
  .openapi({ examples: ['ou_7d8a6e6df7621556ce0d21922b676706'] });
const handlerUserId = z.string().trim().min(1).max(200);
const params = z.strictObject({ id: z.string().max(60), openId });

const person = z
  .object({
    openId: z.string(),
    unionId: z.string().nullable(),
    tenantKey: z.string().nullable(),
    name: z.string().nullable(),
    departments: z
      .array(z.string())
      .nullable()
      .openapi(
        says({ en: 'With those above; null until they were asked for.', zh: '含上级部门；尚未查询时为 null。' }),
      ),
    firstSeenAt: time,
    lastSeenAt: time,
    isBlocked: z.boolean().openapi(says({ en: 'Is not heard.', zh: '不予理会。' })),
    handlerUserId: z
      .string()
      .nullable()
      .openapi(says({ en: 'What handlers know the person as.', zh: '处理程序所用的用户 ID。' })),
    language: z.enum(languages).nullable(),
  })
  .openapi('Person');

function show(from: LarkUser): z.infer<typeof person> {
  const { unionId = null, tenantKey = null, name = null, departments, language = null } = from;
  return {
    ...{ openId: from.openId, unionId, tenantKey, name, departments: departments ? [...departments] : null, language },
    ...{ isBlocked: from.isBlocked, handlerUserId: from.handlerUserId ?? null },
    firstSeenAt: toTime(from.firstSeenAt),
    lastSeenAt: toTime(from.lastSeenAt),
  };
}

/** People who have written to bots. */
export const peopleRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/integrations/{id}/people',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'The people who are known from events, those who were seen last first',
    params: idParams,
    query: z.strictObject({
      ...pageFields,
      isBlocked: z.stringbool().optional().openapi({ type: 'boolean' }),
      search: z.string().min(1).max(100).optional(),
    }),
    answer: listOf(person, 'Person'),
    handle: async ({ parts: { store }, params: { id: integrationId }, query: { cursor, limit, ...filter } }) => {
      found(await store.integrations.find(integrationId), 'integration', integrationId);
      return toList(await store.larkUsers.page(pageRequest({ cursor, limit }), { integrationId, ...filter }), show);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/integrations/{id}/people/handler-ids',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Says of many people what handlers know them as; null: as nobody',
    params: idParams,
    body: z.strictObject({
      people: z
        .array(z.strictObject({ openId, handlerUserId: handlerUserId.nullable() }))
        .min(1)
        .max(mostMapped),
    }),
    answer: z
      .object({
        unknown: z
          .array(z.string())
          .readonly()
          .openapi(says({ en: 'Of these nothing is known; nothing was changed.', zh: '未知的用户；未作更改。' })),
      })
      .openapi('MappedPeople'),
    handle: async ({ parts, caller, params: of, body }) => ({
      unknown: await mapPeople(parts, caller, { id: of.id, people: body.people }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/integrations/{id}/people/{openId}',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Blocks a person or lets them be heard, sets their language, and what handlers know them as',
    description: {
      en: 'What is absent stays, null is none.',
      zh: '未给出的保持不变，null 表示没有。',
    },
    params,
    body: z.strictObject({
      isBlocked: z.boolean().optional(),
      language: z.enum(languages).nullable().optional(),
      handlerUserId: handlerUserId.nullable().optional(),
    }),
    answer: person,
    handle: async ({ parts, caller, params: of, body }) => {
      const to = {
        ...(body.isBlocked === undefined ? {} : { isBlocked: body.isBlocked }),
        ...(body.language === undefined ? {} : { language: body.language ?? undefined }),
        ...(body.handlerUserId === undefined ? {} : { handlerUserId: body.handlerUserId ?? undefined }),
      };
      return show(await changePerson(parts, caller, { ...of, to }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/integrations/{id}/people/{openId}/erase',
    action: 'reset',
    kind: 'act',
    tag,
    summary: 'Erases a person and what they have said; it cannot be undone',
    description: {
      en: 'Conversations in which nobody else has spoken go as a whole. Who is blocked stays so.',
      zh: '没有其他人发言的会话会整个清除。已屏蔽者保持屏蔽。',
    },
    params,
    answer: z.object({ messages: z.number().int() }).openapi('ErasedPerson'),
    handle: async ({ parts, caller, params: of }) => ({ messages: await erasePerson(parts, caller, of) }),
  }),
  defineRoute({
    method: 'get',
    path: '/triggers/{id}/paired',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'Who has given the code of a trigger',
    readsMuch: true,
    params: idParams,
    answer: z
      .object({ items: z.array(z.object({ openId: z.string(), name: z.string().nullable(), at: time })) })
      .openapi('PairedPeople'),
    handle: async ({ parts: { store }, params: { id: of } }) => {
      const { integrationId } = found(await store.triggers.find(of), 'trigger', of);
      const paired = await store.triggerFacts.paired(of);
      const people = await store.larkUsers.findAll(
        integrationId,
        paired.map((one) => one.openId),
      );
      return {
        items: paired.map((one) => ({
          openId: one.openId,
          name: people.get(one.openId)?.name ?? null,
          at: toTime(one.at),
        })),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/paired/{openId}/unpair',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Has a person give the code of a trigger again',
    params,
    handle: async ({ parts, caller, params: of }) => await unpairPerson(parts, caller, of),
  }),
];
