import { z } from '@hono/zod-openapi';
import { actions, leastRoles, roles } from '../../../model/service/role.ts';
import { defineRoute, type Route } from '../route.ts';

const table = z
  .object({
    roles: z.array(z.enum(roles)).readonly(),
    actions: z.array(z.object({ action: z.enum(actions), leastRole: z.enum(roles) })).readonly(),
  })
  .openapi('Roles');

/** Who may do what. */
export const roleRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/roles',
    action: 'see',
    kind: 'read',
    tag: 'Accounts',
    summary: 'Which role each action takes at least; roles are listed from the least to the most',
    answer: table,
    handle: async () => ({ roles, actions: actions.map((action) => ({ action, leastRole: leastRoles[action] })) }),
  }),
];
