import type { Message } from '../../model/message.ts';
import type { ChannelKind, QuietHours } from '../../model/service/alert.ts';
import { isTimeZone } from '../../util/is-time-zone.ts';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { FieldFault } from '../field-faults.ts';

/** What a setting of a channel must be. */
interface Setting {
  readonly isOptional?: true;
  readonly isGood: (value: JsonValue) => boolean;
  readonly must: Message;
}

const text = (pattern: RegExp): Setting['isGood'] => {
  return (value) => typeof value === 'string' && value.length <= 500 && pattern.test(value);
};
const address = text(/^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/);
const maxAddresses = 20;

/** By kind of channel. */
const settingsOf: Readonly<Record<ChannelKind, Readonly<Record<string, Setting>>>> = {
  mail: {
    host: {
      isGood: text(/^[A-Za-z0-9._:-]{1,253}$/),
      must: { en: 'must be the name or address of a mail server', zh: '必须是邮件服务器的主机名或地址' },
    },
    port: {
      isGood: (value) => typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536,
      must: { en: 'must be a port, such as 465 or 587', zh: '必须是端口，例如 465 或 587' },
    },
    security: {
      isGood: text(/^(tls|starttls|none)$/),
      must: { en: 'must be tls, starttls or none', zh: '必须是 tls、starttls 或 none' },
    },
    user: {
      isOptional: true,
      isGood: text(/^\P{Cc}+$/u),
      must: { en: 'must be a user name of the mail server', zh: '必须是邮件服务器的用户名' },
    },
    from: { isGood: address, must: { en: 'must be an address of mail', zh: '必须是邮件地址' } },
    to: {
      isGood: (value) =>
        Array.isArray(value) && value.length > 0 && value.length <= maxAddresses && value.every(address),
      must: {
        en: `must be a list of 1 to ${maxAddresses} addresses`,
        zh: `必须是 1 至 ${maxAddresses} 个邮件地址的列表`,
      },
    },
  },
  url: {
    url: {
      isGood: (value) => text(/^https?:/)(value) && isPlainUrl(String(value)),
      must: {
        en: 'must be a URL that begins with https:// or http:// and holds no user name and no password',
        zh: '必须是以 https:// 或 http:// 开头、不含用户名和密码的 URL',
      },
    },
  },
  lark: {
    integrationId: {
      isGood: text(/^[a-z]{1,8}_[0-9a-z]{1,40}$/),
      must: { en: 'must be the id of an integration', zh: '必须是集成的 ID' },
    },
    chatId: {
      isGood: text(/^oc_[0-9A-Za-z_]{1,64}$/),
      must: { en: 'must be the id of a chat, oc_…', zh: '必须是聊天 ID：oc_…' },
    },
    tenantKey: {
      isOptional: true,
      isGood: text(/^[0-9A-Za-z_-]{1,64}$/),
      must: { en: 'must be the key of a tenant', zh: '必须是企业的 tenant_key' },
    },
  },
};

/** Settings without the secret that the path of a URL may hold, as chat bots have it: for the audit, and for those who may not change them. */
export function withoutPath(settings: JsonObject): JsonObject {
  const { url } = settings;
  return typeof url === 'string' && URL.canParse(url) ? { ...settings, url: new URL(url).origin } : settings;
}

function isPlainUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}

/** What is wrong with the settings of a channel. Names that are not known are not shown: one may be a secret in the wrong place. */
export function settingFaults(kind: ChannelKind, settings: JsonObject): readonly FieldFault[] {
  const known = settingsOf[kind];
  if (!Object.keys(settings).every((name) => Object.hasOwn(known, name))) {
    const names = Object.keys(known);
    const message = { en: `may hold only ${names.join(', ')}`, zh: `只能含有 ${names.join('、')}` };
    return [{ path: 'settings', message }];
  }
  return Object.entries(known).flatMap(([name, { isOptional, isGood, must }]) => {
    const value = settings[name];
    const isAbsent = value === undefined || value === null;
    const isRight = isAbsent ? isOptional === true : isGood(value);
    return isRight ? [] : [{ path: `settings.${name}`, message: must }];
  });
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with quiet hours. */
export function quietFaults(quietHours: QuietHours | undefined): readonly FieldFault[] {
  if (quietHours === undefined) return [];
  const { from, to, zone } = quietHours;
  const time = { en: 'must be a time such as 22:00', zh: '必须是 22:00 这样的时刻' };
  return [
    ...(clock.test(from) ? [] : [{ path: 'quietHours.from', message: time }]),
    ...(clock.test(to) ? [] : [{ path: 'quietHours.to', message: time }]),
    ...(from === to
      ? [
          {
            path: 'quietHours.to',
            message: { en: 'must be another time than the beginning', zh: '必须与开始时刻不同' },
          },
        ]
      : []),
    ...(isTimeZone(zone)
      ? []
      : [
          {
            path: 'quietHours.zone',
            message: { en: 'must be a time zone such as Asia/Shanghai', zh: '必须是 Asia/Shanghai 这样的时区' },
          },
        ]),
  ];
}
