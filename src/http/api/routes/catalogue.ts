import { z } from '@hono/zod-openapi';
import { catalogue } from '../../../control/catalogue/catalogue.ts';
import { languages } from '../../../model/message.ts';
import { defineRoute, type Route } from '../route.ts';
import { message } from '../schemas.ts';
import { settings } from './resource-schemas.ts';

const neededScope = z
  .object({
    anyOf: z.array(z.string()).readonly().openapi({ description: 'One of them is enough.' }),
    opens: message,
    for: z.enum(['calls', 'columns']).openapi({ description: '`columns`: without it, some stay empty.' }),
  })
  .openapi('NeededScope');

const entry = z
  .object({
    name: z.enum(['lark', 'feishu']).openapi({ description: 'The region of an integration.' }),
    title: message,
    modules: z
      .array(
        z.object({
          name: z.string(),
          title: message,
          scopes: z.array(neededScope).readonly().openapi({ description: 'That it needs with its usual settings.' }),
        }),
      )
      .readonly(),
    schemas: z
      .object({
        credentials: settings,
        modules: settings,
        destination: settings,
        streams: settings,
        rateLimitScale: settings,
        events: settings,
      })
      .openapi({ description: 'JSON Schemas of settings, draft-7, for forms.' }),
  })
  .openapi('CatalogueEntry');

/** What can be connected. */
export const catalogueRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/catalogue',
    action: 'see',
    kind: 'read',
    tag: 'Catalogue',
    summary: 'What can be connected, with the schemas of its settings',
    query: z.strictObject({ language: z.enum(languages).default('en') }),
    answer: z.object({ items: z.array(entry).readonly() }),
    handle: async ({ query }) => ({ items: catalogue(query.language) }),
  }),
];
