import { z } from '@hono/zod-openapi';
import { catalogue } from '../../../control/catalogue/catalogue.ts';
import { triggerCatalogue } from '../../../control/catalogue/trigger-catalogue.ts';
import { languages } from '../../../model/message.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { message } from '../schemas.ts';
import { settings } from './resource-schemas.ts';

const neededScope = z
  .object({
    anyOf: z
      .array(z.string())
      .readonly()
      .openapi(says({ en: 'One of them is enough.', zh: '拥有其中一项即可。' })),
    opens: message,
    for: z
      .enum(['calls', 'columns'])
      .openapi(says({ en: '`columns`: without it, some stay empty.', zh: '`columns`：缺少该权限时，部分字段为空。' })),
  })
  .openapi('NeededScope');

const entry = z
  .object({
    name: z.enum(['lark', 'feishu']).openapi(says({ en: 'The region of an integration.', zh: '集成的区域。' })),
    title: message,
    modules: z
      .array(
        z.object({
          name: z.string(),
          title: message,
          scopes: z
            .array(neededScope)
            .readonly()
            .openapi(says({ en: 'That it needs with its usual settings.', zh: '默认配置所需的权限。' })),
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
      .openapi(
        says({
          en: 'JSON Schemas of settings, draft-7, for forms.',
          zh: '各项设置的 JSON Schema（draft-7），供生成表单。',
        }),
      ),
  })
  .openapi('CatalogueEntry');

const triggerSchemas = z
  .object({
    trigger: settings,
    handlers: z.record(z.string(), settings).openapi(says({ en: 'By their kinds.', zh: '按处理程序的种类。' })),
    xpert: z
      .array(z.object({ name: z.string(), path: z.string() }))
      .readonly()
      .openapi(
        says({
          en: "Options of Xpert's Lark trigger, and the setting that each of them is here.",
          zh: 'Xpert 飞书触发器的选项及其对应的设置。',
        }),
      ),
  })
  .openapi('TriggerSchemas');

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
  defineRoute({
    method: 'get',
    path: '/catalogue/triggers',
    action: 'see',
    kind: 'read',
    tag: 'Catalogue',
    summary: 'The schemas of the settings of triggers and handlers',
    query: z.strictObject({ language: z.enum(languages).default('en') }),
    answer: triggerSchemas,
    handle: async ({ query }) => triggerCatalogue(query.language),
  }),
];
