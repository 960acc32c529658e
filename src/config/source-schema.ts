import { z } from 'zod';
import { modulesSchema } from './module-schemas.ts';
import { rule } from './rules.ts';
import { type CredentialSettings, regionNames, type SourceSettings } from './settings.ts';
import { platformText } from './text-schemas.ts';

const appId = platformText.meta({
  title: 'App ID',
  description: 'From the developer console, Credentials & Basic Info.',
  order: 1,
  // No secret to the platform; Airbyte's acceptance test asks for it by its name.
  airbyte_secret: true,
  examples: ['cli_a1b2c3d4e5f6'],
});

const appSecret = platformText.meta({
  title: 'App Secret',
  description: 'From the same page.',
  order: 2,
  airbyte_secret: true,
});

const customApp = z
  .strictObject({
    auth_type: z.literal('custom_app').meta({ title: 'Kind of app', order: 0 }),
    app_id: appId,
    app_secret: appSecret,
  })
  .meta({ title: 'Custom app', description: 'An app that your own company made in its developer console.' });

const storeApp = z
  .strictObject({
    auth_type: z.literal('store_app').meta({ title: 'Kind of app', order: 0 }),
    app_id: appId,
    app_secret: appSecret,
    tenant_key: platformText.exactOptional().meta({
      title: 'Tenant key',
      description:
        'The tenant that installed the app; `larkstream sync --live` without one reads every tenant that has.',
      order: 3,
    }),
    app_access_token: platformText.exactOptional().meta({
      title: 'App access token',
      description: 'A token got elsewhere; it lives two hours.',
      order: 4,
      airbyte_secret: true,
    }),
    tenant_access_token: platformText.exactOptional().meta({
      title: 'Tenant access token',
      description: 'A token got elsewhere; it lives two hours.',
      order: 5,
      airbyte_secret: true,
    }),
  })
  .meta({
    title: 'Store app',
    description:
      'An app of the app store that tenants have installed. Its tickets come as events: let `larkstream listen` run.',
  });

const credentials: z.ZodType<CredentialSettings> = z.discriminatedUnion('auth_type', [customApp, storeApp]);

/** The connector spec: what `larkstream spec` prints, and the `source` of a configuration file. */
export const sourceSchema: z.ZodType<SourceSettings> = z
  .strictObject({
    region: z.enum(regionNames).meta({
      title: 'Region',
      description: '`feishu` for open.feishu.cn, `lark` for open.larksuite.com.',
      order: 0,
    }),
    base_url: z
      .url({
        protocol: /^https?$/,
        error: rule({
          en: 'must be an address such as https://open.example.com',
          zh: '必须是地址，例如 https://open.example.com',
        }),
      })
      .exactOptional()
      .meta({
        title: 'Base URL',
        group: 'account',
        description: "Instead of the region's host: a private deployment, or the sandbox.",
        order: 1,
        examples: ['https://open.example.com'],
      }),
    credentials: credentials.meta({
      title: 'Credentials',
      group: 'account',
      description: 'The app that reads.',
      order: 2,
    }),
    rate_limit_scale: z
      .number()
      .min(0, rule({ en: 'must be at least 0', zh: '不能小于 0' }))
      .default(1)
      .meta({
        title: 'Rate limit scale',
        group: 'limits',
        description:
          "Share of the documented limits to use: 0.5 leaves half to the app's other tools, a private deployment may allow 10, 0 does not pace and only obeys the platform's answers.",
        order: 3,
      }),
    modules: modulesSchema.meta({
      title: 'Modules',
      group: 'data',
      description: 'What to replicate. A module is on when its object is present.',
      order: 4,
    }),
  })
  .meta({ title: 'Lark or Feishu', description: 'A tenant of Lark or Feishu, read by one app.' });
