import { z } from '@hono/zod-openapi';
import {
  readChats,
  readDepartments,
  readPeople,
  type SeenPerson,
} from '../../../control/integrations/read-directory.ts';
import { type DirectoryEntry, personStates } from '../../../model/service/directory.ts';
import { chatKinds } from '../../../model/triggers/inbound-message.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, time, toTime } from '../schemas.ts';

const mostOfPage = 50;
const tag = 'Integrations';

const entry = z.object({ id: z.string(), name: z.string().nullable() });
const person = entry.extend({
  state: z.enum(personStates).openapi(
    says({
      en: '`inactive`: has not joined yet. `unknown`: the app may not see it.',
      zh: '`inactive`：尚未加入。`unknown`：应用无权查看。',
    }),
  ),
  departments: z
    .array(entry)
    .nullable()
    .openapi(
      says({
        en: 'Null where the app lacks the scope `contact:user.department:readonly`.',
        zh: '应用没有 `contact:user.department:readonly` 权限时为 null。',
      }),
    ),
  lastSeenAt: time.nullable().openapi(
    says({
      en: 'When the last event was received, of those kept, that tells of something the person did.',
      zh: '在仍保留的事件中，最近一个表明此人有操作的事件的接收时间。',
    }),
  ),
});
const next = z.string().nullable();
const departmentPage = z.object({ items: z.array(entry), next }).openapi('DepartmentPage');
const peoplePage = z.object({ items: z.array(person), next }).openapi('PeoplePage');

const chat = entry.extend({
  kind: z.enum(chatKinds),
  isExternal: z.boolean().openapi(says({ en: 'With people of other companies.', zh: '包含外部人员。' })),
});
const chatPage = z.object({ items: z.array(chat), next }).openapi('ChatPage');

const place = {
  tenantKey: z
    .string()
    .regex(/^[\w-]{1,200}$/)
    .optional()
    .openapi(says({ en: 'Of an app of the store: the company.', zh: '商店应用须填写：企业。' })),
  cursor: z.string().min(1).max(2_000).optional(),
};
const query = z.strictObject({
  ...place,
  departmentId: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .default('0')
    .openapi({
      ...says({
        en: 'An `open_department_id`; `0` is the whole company.',
        zh: '`open_department_id`；`0` 为整个企业。',
      }),
      default: '0',
    }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(mostOfPage)
    .default(mostOfPage)
    .openapi({ type: 'integer', minimum: 1, maximum: mostOfPage, default: mostOfPage }),
});

const showEntry = ({ id, name }: DirectoryEntry): z.infer<typeof entry> => ({ id, name: name ?? null });

function showPerson({ departments, lastSeenAt, state, ...rest }: SeenPerson): z.infer<typeof person> {
  return {
    ...showEntry(rest),
    state,
    departments: departments?.map(showEntry) ?? null,
    lastSeenAt: lastSeenAt === undefined ? null : toTime(lastSeenAt),
  };
}

/** What forms offer to choose from. It is asked of the platform each time, within the limits of the app. */
export const directoryRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/integrations/{id}/users',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'The people directly in a department, and when each did something last',
    params: idParams,
    query,
    answer: peoplePage,
    handle: async ({ parts, params, query: { tenantKey, cursor, ...asked }, signal }) => {
      const page = await readPeople(parts, { ...asked, tenantKey, cursor, id: params.id }, signal);
      return { items: page.items.map(showPerson), next: page.next ?? null };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/integrations/{id}/departments',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'The departments directly in a department, to choose from',
    params: idParams,
    query,
    answer: departmentPage,
    handle: async ({ parts, params, query: { tenantKey, cursor, ...asked }, signal }) => {
      const page = await readDepartments(parts, { ...asked, tenantKey, cursor, id: params.id }, signal);
      return { items: page.items.map(showEntry), next: page.next ?? null };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/integrations/{id}/chats',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'The groups that the bot is in or, by name, can find, to choose from',
    params: idParams,
    query: z.strictObject({ ...place, search: z.string().min(1).max(64).optional() }),
    answer: chatPage,
    handle: async ({ parts, params, query: { tenantKey, cursor, search }, signal }) => {
      const page = await readChats(parts, { id: params.id, tenantKey, cursor, search }, signal);
      const items = page.items.map(({ kind, isExternal, ...rest }) => ({ ...showEntry(rest), kind, isExternal }));
      return { items, next: page.next ?? null };
    },
  }),
];
