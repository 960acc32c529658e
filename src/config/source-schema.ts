import { z } from 'zod';
import { described } from '../schema/described.ts';
import { rule } from '../schema/rules.ts';
import { platformText, secretText } from '../schema/text-schemas.ts';
import { modulesSchema } from './module-schemas.ts';
import { type CredentialSettings, regionNames, type SourceSettings } from './settings.ts';

const appId = platformText.meta(
  described(
    {
      title: 'App ID',
      description: 'From the developer console, Credentials & Basic Info.',
      order: 1,
      // No secret to the platform; Airbyte's acceptance test asks for it by its name.
      airbyte_secret: true,
      examples: ['cli_a1b2c3d4e5f6'],
    },
    { title: 'App ID', description: '来自开发者后台“凭证与基础信息”。' },
  ),
);

const appSecret = secretText.meta(
  described(
    {
      title: 'App Secret',
      description: 'From the same page.',
      order: 2,
      airbyte_secret: true,
    },
    { title: 'App Secret', description: '来自同一页面。' },
  ),
);

const customApp = z
  .strictObject({
    auth_type: z.literal('custom_app').meta(described({ title: 'Kind of app', order: 0 }, { title: '应用类型' })),
    app_id: appId,
    app_secret: appSecret,
  })
  .meta(
    described(
      { title: 'Custom app', description: 'An app that your own company created in its developer console.' },
      { title: '企业自建应用', description: '本企业在开发者后台创建的应用。' },
    ),
  );

const storeApp = z
  .strictObject({
    auth_type: z.literal('store_app').meta(described({ title: 'Kind of app', order: 0 }, { title: '应用类型' })),
    app_id: appId,
    app_secret: appSecret,
    tenant_key: platformText.exactOptional().meta(
      described(
        {
          title: 'Tenant key',
          description:
            'The tenant that installed the app. Without it, `larkstream sync --live` reads every tenant that has installed the app.',
          order: 3,
        },
        { title: '企业标识', description: '安装了该应用的企业；`larkstream sync --live` 不填时读取所有已安装的企业。' },
      ),
    ),
    app_access_token: secretText.exactOptional().meta(
      described(
        {
          title: 'App access token',
          description: 'A token from another program; it is valid for two hours.',
          order: 4,
          airbyte_secret: true,
        },
        { title: '应用 access token', description: '从别处获得的 token；有效期两小时。' },
      ),
    ),
    tenant_access_token: secretText.exactOptional().meta(
      described(
        {
          title: 'Tenant access token',
          description: 'A token from another program; it is valid for two hours.',
          order: 5,
          airbyte_secret: true,
        },
        { title: '企业 access token', description: '从别处获得的 token；有效期两小时。' },
      ),
    ),
  })
  .meta(
    described(
      {
        title: 'Store app',
        description:
          'An app of the app store that tenants have installed. Its tickets come as events: let `larkstream listen` run.',
      },
      {
        title: '商店应用',
        description: '应用商店中的应用，由企业安装。其 ticket 以事件推送：请保持 `larkstream listen` 运行。',
      },
    ),
  );

const credentials: z.ZodType<CredentialSettings> = z.discriminatedUnion('auth_type', [customApp, storeApp]);

/** The connector spec: what `larkstream spec` prints, and the `source` of a configuration file. */
export const sourceSchema: z.ZodType<SourceSettings> = z
  .strictObject({
    region: z.enum(regionNames).meta(
      described(
        {
          title: 'Region',
          description: '`feishu` for open.feishu.cn, `lark` for open.larksuite.com.',
          order: 0,
        },
        { title: '区域', description: '`feishu` 对应 open.feishu.cn，`lark` 对应 open.larksuite.com。' },
      ),
    ),
    base_url: z
      .url({
        protocol: /^https?$/,
        error: rule({
          en: 'must be an address such as https://open.example.com',
          zh: '必须是地址，例如 https://open.example.com',
        }),
      })
      .exactOptional()
      .meta(
        described(
          {
            title: 'Base URL',
            group: 'account',
            description: "Replaces the region's host, for a private deployment or the sandbox.",
            order: 1,
            examples: ['https://open.example.com'],
          },
          { title: '平台地址', description: '代替该区域的地址：私有化部署或沙箱。' },
        ),
      ),
    credentials: credentials.meta(
      described(
        {
          title: 'Credentials',
          group: 'account',
          description: 'The app that reads.',
          order: 2,
        },
        { title: '凭证', description: '用于读取的应用。' },
      ),
    ),
    rate_limit_scale: z
      .number()
      .min(0, rule({ en: 'must be at least 0', zh: '不能小于 0' }))
      .default(1)
      .meta(
        described(
          {
            title: 'Rate limit scale',
            group: 'limits',
            description:
              "Share of the documented limits to use: 0.5 leaves half to the app's other tools, a private deployment may allow 10, 0 turns pacing off and only obeys the platform's answers.",
            order: 3,
          },
          {
            title: '限频比例',
            description:
              '使用文档所列限频的多少：0.5 为应用的其他工具留一半，私有化部署可能允许 10，0 表示不主动限速，只按平台的返回等待。',
          },
        ),
      ),
    modules: modulesSchema.meta(
      described(
        {
          title: 'Modules',
          group: 'data',
          description: 'What to replicate. A module is on when its object is present.',
          order: 4,
        },
        { title: '模块', description: '同步哪些内容。填写了某个模块即启用它。' },
      ),
    ),
  })
  .meta(
    described(
      { title: 'Lark or Feishu', description: 'A tenant of Lark or Feishu, read by one app.' },
      { title: 'Lark 或飞书', description: '由一个应用读取的 Lark 或飞书企业。' },
    ),
  );
