import { isIP } from 'node:net';
import { z } from 'zod';
import { rule } from './rules.ts';
import type { EventSettings } from './settings.ts';
import { flawOfPostgresAddress, platformText, text } from './text-schemas.ts';

const port = (order: number, example: number) =>
  z
    .int()
    .min(0)
    .max(65_535)
    .meta({ title: 'Port', description: '0 takes any free one.', order, examples: [example] });
const host = (address: string) =>
  z.string().default(address).meta({ title: 'Host', description: 'The address to listen on.', order: 0 });

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
      .meta({
        title: 'Integration',
        description: 'The last part of the request URL, `/api/lark/webhook/<integration>`.',
        order: 2,
      }),
    verification_token: platformText.meta({
      title: 'Verification Token',
      description: 'From the developer console, Events & Callbacks > Encryption Strategy.',
      order: 3,
      airbyte_secret: true,
    }),
    encrypt_key: platformText.exactOptional().meta({
      title: 'Encrypt Key',
      description: 'From the same page. Without one, whoever learns the token can make up events.',
      order: 4,
      airbyte_secret: true,
    }),
    old_card_callback: z.boolean().default(false).meta({
      title: 'Old card callback',
      description:
        'Whether callbacks of cards in the old form (`card.action.trigger_v1`) are taken. They come in plain text, also with an Encrypt Key, and are signed with SHA-1 and the Verification Token only.',
      order: 5,
    }),
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
      .meta({
        title: 'Proxies',
        description:
          'Addresses and networks of the proxies in front. Everybody comes from them, so the bound on connections from one address does not hold for them.',
        order: 6,
        examples: [['10.0.0.0/8']],
      }),
  })
  .meta({
    title: 'Webhook',
    description: 'The request URL for the mode `webhook`; a proxy in front of it speaks HTTPS.',
    order: 2,
  });

const statusSchema = z.strictObject({ host: host('127.0.0.1'), port: port(1, 8788) }).meta({
  title: 'Status',
  description: 'Where `/status` (JSON), `/metrics` (Prometheus) and `/healthz` are served; nowhere when absent.',
  order: 3,
});

export const eventsSchema: z.ZodType<EventSettings> = z
  .strictObject({
    mode: z.enum(['long_connection', 'webhook']).default('long_connection').meta({
      title: 'Mode',
      description:
        'As chosen in the developer console: `long_connection` needs no public address; apps of the store have `webhook` only.',
      order: 0,
    }),
    store: text
      .superRefine((value, context) => {
        const flaw = /^postgres(ql)?:/i.test(value) ? flawOfPostgresAddress(value) : undefined;
        if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
      })
      .default('larkstream-events.db')
      .meta({
        title: 'Store',
        description:
          "Where events are kept until they are done: a file (a relative path counts from this file's folder), or a Postgres that several machines share.",
        order: 1,
        airbyte_secret: true,
        examples: ['larkstream-events.db', 'postgres://larkstream:password@db.example.com:5432/warehouse'],
      }),
    webhook: webhookSchema.optional(),
    status: statusSchema.optional(),
    reconcile_minutes: z
      .number()
      .positive(rule({ en: 'must be greater than 0', zh: '必须大于 0' }))
      .default(60)
      .meta({
        title: 'Reconcile every',
        description: 'Everything is read again so many minutes after the last time, for what no event told of.',
        order: 4,
      }),
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
      .meta({
        title: 'Keep for',
        description: 'So many days after it is done an event is forgotten.',
        order: 5,
      }),
  })
  .refine(({ mode, webhook }) => mode !== 'webhook' || webhook !== undefined, {
    path: ['webhook'],
    message: rule({ en: 'is needed for the mode webhook', zh: '使用 webhook 方式时必须填写' }),
  })
  .meta({
    title: 'Events',
    description: 'How events of the app are received, for `larkstream listen` and `sync --live`.',
  });
