import type { Secret } from '../../model/secret.ts';
import type { ChannelKind } from '../../model/service/alert.ts';
import type { FieldFault } from '../field-faults.ts';

/** All secrets that channels have. */
export type ChannelSecret = 'signing_key' | 'password';

/** By kind of channel. */
export const secretsOf: Readonly<Record<ChannelKind, readonly ChannelSecret[]>> = {
  mail: ['password'],
  url: ['signing_key'],
  lark: [],
};

/** Secrets that were given. */
export type GivenChannelSecrets = Readonly<Partial<Record<ChannelSecret, Secret | undefined>>>;

/** Those that were given, by name. */
export function givenSecrets(given: GivenChannelSecrets): readonly (readonly [ChannelSecret, Secret])[] {
  const { signing_key: key, password } = given;
  return [
    ...(key === undefined ? [] : [['signing_key', key] as const]),
    ...(password === undefined ? [] : [['password', password] as const]),
  ];
}

/** As Standard Webhooks demands: 24 to 64 bytes. */
const keyForm = /^(whsec_)?(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const [leastBytes, mostBytes] = [24, 64];

/** What is wrong with secrets that were given. */
export function secretFaults(given: GivenChannelSecrets): readonly FieldFault[] {
  return given.signing_key === undefined ? [] : signingKeyFaults(given.signing_key);
}

/** What is wrong with a key of signatures, as secret `signing_key`. */
export function signingKeyFaults(given: Secret): readonly FieldFault[] {
  const key = given.reveal();
  const bytes = Buffer.from(key.replace(/^whsec_/, ''), 'base64').length;
  if (keyForm.test(key) && bytes >= leastBytes && bytes <= mostBytes) return [];
  const message = {
    en: 'must be 24 to 64 random bytes in base64, with or without whsec_ before it: `openssl rand -base64 32` makes some',
    zh: '必须是 24 至 64 个随机字节的 base64，可带 whsec_ 前缀：可用 `openssl rand -base64 32` 生成',
  };
  return [{ path: 'secrets.signing_key', message }];
}
