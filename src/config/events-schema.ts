import { isIP } from 'node:net';
import { z } from 'zod';
import { Secret } from '../model/secret.ts';
import { described } from '../schema/described.ts';
import { flawOfPostgresAddress } from '../schema/postgres-address.ts';
import { rule } from '../schema/rules.ts';
import { secretText, text } from '../schema/text-schemas.ts';
import { isPostgresUrl } from '../util/is-postgres-url.ts';
import type { EventSettings } from './settings.ts';

const port = (order: number, example: number) =>
  z
    .int()
    .min(0)
    .max(65_535)
    .meta(
      described(
        { title: 'Port', description: '0 for any free one.', order, examples: [example] },
        { title: '端口', description: '0 表示任意空闲端口。' },
      ),
    );
const host = (address: string) =>
  z
    .string()
    .default(address)
    .meta(
      described(
        { title: 'Host', description: 'The address to listen on.', order: 0 },
        { title: '主机', description: '监听的地址。' },
      ),
    );

/** `10.0.0.0/8`, `::1`. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

const webhookSchema = z
  .strictObject({
    host: host('0.0.0.0'),
    port: port(1, 8787),
    integration: z
      .string()
      .regex(
        /^[A-Za-z0-9_-]+$/,
        rule({ en: 'must consist of letters, digits, _ and -', zh: '只能由字母、数字、_ 和 - 组成' }),
      )
      .default('main')
      .meta(
        described(
          {
            title: 'Integration',
            description: 'The last part of the request URL, `/api/lark/webhook/<integration>`.',
            order: 2,
          },
          { title: '集成名称', description: '请求地址的最后一段，`/api/lark/webhook/<integration>`。' },
        ),
      ),
    verification_token: secretText.meta(
      described(
        {
          title: 'Verification Token',
          description: 'From the developer console, Events & Callbacks > Encryption Strategy.',
          order: 3,
          airbyte_secret: true,
        },
        { title: 'Verification Token', description: '来自开发者后台“事件与回调 > 加密策略”。' },
      ),
    ),
    encrypt_key: secretText.exactOptional().meta(
      described(
        {
          title: 'Encrypt Key',
          description: 'From the same page. Without one, anyone who learns the token can forge events.',
          order: 4,
          airbyte_secret: true,
        },
        { title: 'Encrypt Key', description: '来自同一页面。不设置时，任何得知 Verification Token 的人都能伪造事件。' },
      ),
    ),
    old_card_callback: z
      .boolean()
      .default(false)
      .meta(
        described(
          {
            title: 'Old card callback',
            description:
              'Whether to accept callbacks of cards in the old form (`card.action.trigger_v1`). They are plain text even with an Encrypt Key, and signed only with SHA-1 and the Verification Token.',
            order: 5,
          },
          {
            title: '旧版卡片回调',
            description:
              '是否接受旧版卡片回调（`card.action.trigger_v1`）。即使有 Encrypt Key，它们也是明文，并且只用 SHA-1 和 Verification Token 签名。',
          },
        ),
      ),
    proxies: z
      .array(
        z.string().refine(
          isNetwork,
          rule({
            en: 'must be an IP address or a network, such as 10.0.0.0/8',
            zh: '必须是 IP 地址或网段，例如 10.0.0.0/8',
          }),
        ),
      )
      .default(['127.0.0.0/8', '::1'])
      .meta(
        described(
          {
            title: 'Proxies',
            description:
              'Addresses and networks of the proxies in front. All requests come from them, so the limit on connections per address does not apply to them.',
            order: 6,
            examples: [['10.0.0.0/8']],
          },
          {
            title: '代理',
            description: '前置代理的地址和网段。所有请求都来自它们，因此单一地址的连接数上限对它们不适用。',
          },
        ),
      ),
  })
  .meta(
    described(
      {
        title: 'Webhook',
        description: 'The request URL for the mode `webhook`; a proxy in front of it terminates HTTPS.',
        order: 2,
      },
      { title: 'Webhook', description: '`webhook` 方式的请求地址；前面的代理负责 HTTPS。' },
    ),
  );

const statusSchema = z.strictObject({ host: host('127.0.0.1'), port: port(1, 8788) }).meta(
  described(
    {
      title: 'Status',
      description: 'Serves `/status` (JSON), `/metrics` (Prometheus) and `/healthz`. When absent, they are not served.',
      order: 3,
    },
    {
      title: '状态',
      description: '在哪里提供 `/status`（JSON）、`/metrics`（Prometheus）和 `/healthz`；不填时不提供。',
    },
  ),
);

/** The `events` section, which may be absent: everything in it has a default but the tokens of a webhook. */
export const eventsSchema: z.ZodType<EventSettings> = z
  .strictObject({
    mode: z
      .enum(['long_connection', 'webhook'])
      .default('long_connection')
      .meta(
        described(
          {
            title: 'Mode',
            description:
              'As chosen in the developer console: `long_connection` needs no public address; store apps support `webhook` only.',
            order: 0,
          },
          {
            title: '方式',
            description: '与开发者后台的选择一致：`long_connection` 不需要公网地址；商店应用只能使用 `webhook`。',
          },
        ),
      ),
    store: text
      .superRefine((value, context) => {
        const flaw = isPostgresUrl(value) ? flawOfPostgresAddress(value) : undefined;
        if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
      })
      .default('larkstream-events.db')
      .transform((value) => (isPostgresUrl(value) ? new Secret(value) : value))
      .meta(
        described(
          {
            title: 'Store',
            description:
              "Where events are kept until they are done: a file (a relative path starts at this file's folder), or a Postgres that several machines share.",
            order: 1,
            airbyte_secret: true,
            examples: ['larkstream-events.db', 'postgres://larkstream:password@db.example.com:5432/warehouse'],
          },
          {
            title: '存储',
            description:
              '处理完成之前事件保存在哪里：一个文件（相对路径从本文件所在的文件夹算起），或多台机器共用的 Postgres。',
          },
        ),
      ),
    webhook: webhookSchema.optional(),
    status: statusSchema.optional(),
    reconcile_minutes: z
      .number()
      .positive(rule({ en: 'must be greater than 0', zh: '必须大于 0' }))
      .default(60)
      .meta(
        described(
          {
            title: 'Reconcile every',
            description: 'Minutes between snapshots, which read everything, for changes without an event.',
            order: 4,
          },
          { title: '对账间隔', description: '距上次多少分钟后重新读取全部数据，补上没有事件通知的变化。' },
        ),
      ),
    retention_days: z
      .number()
      .min(
        1,
        rule({
          en: 'must be at least 1: the platform repeats events for seven hours',
          zh: '不能小于 1：平台会在七小时内重复推送事件',
        }),
      )
      .default(7)
      .meta(
        described(
          {
            title: 'Keep for',
            description:
              'Days after which an event is deleted: after all consumers are done with it, or after it was received if no consumer wants it or no process works on it.',
            order: 5,
          },
          {
            title: '保留天数',
            description:
              '事件在多少天后删除：自所有消费者处理完成起算；没有消费者需要、或没有进程处理的事件自收到起算。',
          },
        ),
      ),
  })
  .refine(({ mode, webhook }) => mode !== 'webhook' || webhook !== undefined, {
    path: ['webhook'],
    message: rule({ en: 'is needed for the mode webhook', zh: '使用 webhook 方式时必须填写' }),
  })
  .meta(
    described(
      {
        title: 'Events',
        description: 'How events of the app are received, for `larkstream listen` and `sync --live`.',
      },
      { title: '事件', description: '`larkstream listen` 和 `sync --live` 如何接收应用的事件。' },
    ),
  );
