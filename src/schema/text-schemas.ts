import { z } from 'zod';
import { Secret } from '../model/secret.ts';
import { isPostgresUrl } from '../util/is-postgres-url.ts';
import { flawOf } from './clean-text.ts';
import { notEmpty, rule } from './rules.ts';

/** A text of at least one character; what it may hold is for the setting to say. */
export const text: z.ZodString = z.string().min(1, notEmpty);

/** A credential or an id as the platform gives it out. */
export const platformText: z.ZodString = text.superRefine((value, context) => {
  const flaw = flawOf(value);
  if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
});

/** A setting that is secret. */
type SecretText<S extends z.ZodType<string>> = z.ZodPipe<S, z.ZodTransform<Secret, string>>;

const toSecret = (value: string): Secret => new Secret(value);

/** `platformText` for a credential that must stay secret. */
export const secretText: SecretText<z.ZodString> = platformText.transform(toSecret);

const notAnAddress: string = rule({
  en: 'must be an address such as postgres://user:password@host:5432/database',
  zh: '必须是地址，例如 postgres://user:password@host:5432/database',
});

const notEncoded: string = rule({
  en: 'cannot be parsed: in user, password and database, write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A and % as %25, or put the password into a variable, which Larkstream encodes',
  zh: '无法解析：用户名、密码和数据库名中的 @ 应写作 %40，/ 写作 %2F，# 写作 %23，? 写作 %3F，: 写作 %3A，% 写作 %25；也可把密码放入环境变量，会自动编码',
});

const isDecodable = (part: string): boolean => {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
};

/** What is wrong with the address of a Postgres; undefined when nothing is. */
export function flawOfPostgresAddress(address: string): string | undefined {
  if (!/^postgres(ql)?:\/\//i.test(address)) return notAnAddress;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return address.includes('@') ? notEncoded : notAnAddress;
  const { username, password, hostname, pathname, search, hash } = url;
  // A password with / ? or # ends the host for a parser of URLs, and the rest of it would be shown as its path.
  if (hash !== '' || `${pathname}${search}`.includes('@')) return notEncoded;
  return [username, password, hostname, pathname, search].every(isDecodable) ? undefined : notEncoded;
}

/** It may hold a password. */
export const postgresAddress: SecretText<z.ZodURL> = z
  .url({ protocol: /^postgres(ql)?$/, error: ({ input }) => flawOfPostgresAddress(String(input)) ?? notAnAddress })
  .superRefine((value, context) => {
    // A text that is no address at all is reported by `z.url`.
    const isAddress = isPostgresUrl(value) && URL.canParse(value);
    const flaw = isAddress ? flawOfPostgresAddress(value) : undefined;
    if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
  })
  .transform(toSecret);
