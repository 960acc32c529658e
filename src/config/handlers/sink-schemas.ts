import { z } from 'zod';
import { rule } from '../../schema/rules.ts';
import { told } from '../triggers/trigger-fields.ts';
import type { KafkaSettings, NatsSettings } from './handler-settings.ts';

type Given<T> = Omit<T, 'ca'> & { readonly ca?: string | undefined };

/** `host:port`; an IPv6 address stands in brackets. */
const place = /^(\[[0-9a-fA-F:]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?):([1-9]\d{0,4})$/;

const server = z
  .string()
  .refine(
    (text) => Number(place.exec(text)?.[2] ?? Number.NaN) <= 65_535,
    rule({ en: 'must be host:port', zh: '必须是“主机:端口”的形式' }),
  );

/** Host and port of a server as it is written. */
export function serverOf(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = place.exec(text) ?? [];
  return { host: host.replace(/^\[(.+)\]$/, '$1'), port: Number(port) };
}

const servers = z
  .array(server)
  .min(1, rule({ en: 'must name at least one', zh: '至少需要一项' }))
  .max(10);
const ca = told(
  z
    .string()
    .max(100_000)
    .regex(/^\s*-----BEGIN CERTIFICATE-----/, rule({ en: 'must be a certificate as PEM', zh: '必须是 PEM 格式的证书' }))
    .optional(),
  ['Authority', 'Certificates as PEM that are trusted instead of those of the machine.'],
  ['证书颁发机构', 'PEM 格式的证书，代替本机信任的证书。'],
);
const userName = z.string().max(200).default('');
const withUser = rule({ en: 'needs a user', zh: '需要填写用户' });

/** A subject of NATS. */
export const nats: z.ZodType<Given<NatsSettings>> = z
  .strictObject({
    servers: told(
      servers,
      ['Servers', 'As host:port, such as nats.example.com:4222; tried in turn.'],
      ['服务器', '形如 nats.example.com:4222，依次尝试。'],
    ),
    subject: told(
      z
        .string()
        .max(200)
        .regex(
          /^(?:[\w-]|\{type\})+(?:\.(?:[\w-]|\{type\})+)*$/,
          rule({ en: 'must be a subject such as lark.{type}', zh: '必须是 lark.{type} 这样的主题' }),
        ),
      ['Subject', 'One that a stream of JetStream keeps. {type} stands for the type of the event.'],
      ['主题', '须由某个 JetStream 流保存。{type} 代表事件类型。'],
    ),
    tls: told(
      z.enum(['off', 'on', 'first']).default('on'),
      ['TLS', 'off: only where the server demands it; on; first: before the server says a word.'],
      ['TLS', 'off：仅在服务器要求时使用；on：始终使用；first：先握手再通信。'],
    ),
    ca,
    auth: told(
      z.enum(['none', 'password', 'token', 'credentials']).default('none'),
      ['Sign-in', 'With a user and the secret password, the secret token, or the secret credentials (a .creds file).'],
      ['登录方式', '用户与密钥 password、密钥 token，或密钥 credentials（.creds 文件）。'],
    ),
    user: told(userName, ['User', 'With a password only.'], ['用户', '仅用于密码登录。']),
  })
  .refine(({ auth, user }) => auth !== 'password' || user !== '', { message: withUser, path: ['user'] });

/** A topic of Kafka. */
export const kafka: z.ZodType<Given<KafkaSettings>> = z
  .strictObject({
    brokers: told(
      servers,
      ['Brokers', 'As host:port, such as kafka.example.com:9093; tried in turn for where the topic is.'],
      ['Broker', '形如 kafka.example.com:9093，依次尝试以查询主题位置。'],
    ),
    topic: told(
      z
        .string()
        .regex(
          /^(?!\.{1,2}$)[\w.-]{1,249}$/,
          rule({ en: 'must be a topic such as lark-events', zh: '必须是 lark-events 这样的主题' }),
        ),
      ['Topic', 'Events of one order key come into one partition.'],
      ['主题', '顺序键相同的事件进入同一分区。'],
    ),
    tls: told(z.boolean().default(true), ['TLS', 'With the brokers.'], ['TLS', '与 broker 的连接。']),
    ca,
    sasl: told(
      z.enum(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('none'),
      ['Sign-in', 'By SASL, with a user and the secret password.'],
      ['登录方式', '通过 SASL，使用用户与密钥 password。'],
    ),
    user: told(userName, ['User', 'For SASL.'], ['用户', '用于 SASL。']),
  })
  .refine(({ sasl, user }) => sasl === 'none' || user !== '', { message: withUser, path: ['user'] });
