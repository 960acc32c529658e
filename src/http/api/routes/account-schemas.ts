import { z } from '@hono/zod-openapi';
import type { NewSignIn } from '../../../control/accounts/new-sign-in.ts';
import { maxPasswordLength, minPasswordLength } from '../../../control/accounts/passwords.ts';
import type { Account, ApiToken } from '../../../model/service/account.ts';
import { type Role, roles } from '../../../model/service/role.ts';
import { rule } from '../../../schema/rules.ts';
import type { BrowserCookie } from '../credentials.ts';
import { says } from '../says.ts';
import { time, toTime, toTimeOrNull } from '../schemas.ts';

/** What an account or a token may do. */
export const role: z.ZodEnum<{ [name in Role]: name }> = z.enum(roles).openapi('Role');

/** What a person signs in with: a name of their own, or an address of mail. */
export const login: z.ZodString = z.string().trim().min(1).max(100);

/** A password that somebody chooses. */
export const newPassword: z.ZodString = z
  .string()
  .min(
    minPasswordLength,
    rule({
      en: `must have at least ${minPasswordLength} characters`,
      zh: `至少需要 ${minPasswordLength} 个字符`,
    }),
  )
  .max(maxPasswordLength)
  .openapi({ format: 'password' });
/** A password that is compared with the one that is kept. */
export const givenPassword: z.ZodString = z.string().min(1).max(maxPasswordLength).openapi({ format: 'password' });

/** An account as the API shows it. */
export interface AccountAnswer {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly login: string | null;
  readonly hasPassword: boolean;
  readonly issuer: string | null;
  readonly disabledAt: string | null;
  readonly signedInAt: string | null;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly version: number;
}

const accountShape = {
  id: z.string(),
  name: z.string(),
  role,
  login: z
    .string()
    .nullable()
    .openapi(says({ en: 'Null of those who sign in elsewhere.', zh: '通过其他方式登录的账号为 null。' })),
  hasPassword: z
    .boolean()
    .openapi(says({ en: 'False until the person has used the link.', zh: '本人使用链接之前为 false。' })),
  issuer: z
    .string()
    .nullable()
    .openapi(
      says({
        en: 'Who vouches for the person, where they sign in elsewhere.',
        zh: '通过其他方式登录时，由谁确认其身份。',
      }),
    ),
  disabledAt: time.nullable(),
  signedInAt: time.nullable(),
  createdAt: time,
  changedAt: time,
  version: z.number().int(),
};
/** Schema of {@link AccountAnswer}. */
export const account: z.ZodType<AccountAnswer> = z.object(accountShape).openapi('Account');

/** An account of the store in an answer: never its password. */
export function showAccount(from: Account): AccountAnswer {
  return {
    id: from.id,
    name: from.name,
    role: from.role,
    login: from.login ?? null,
    hasPassword: from.password !== undefined,
    issuer: from.issuer ?? null,
    disabledAt: toTimeOrNull(from.disabledAt),
    signedInAt: toTimeOrNull(from.signedInAt),
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
  };
}

/** A token as the API shows it: never its text. */
export interface TokenAnswer {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
}

/** Fields of a token, for schemas that hold more. */
export const tokenShape: {
  readonly id: z.ZodString;
  readonly accountId: z.ZodString;
  readonly name: z.ZodString;
  readonly role: typeof role;
  readonly createdAt: z.ZodString;
  readonly expiresAt: z.ZodString;
  readonly usedAt: z.ZodNullable<z.ZodString>;
} = {
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  role,
  createdAt: time,
  expiresAt: time,
  usedAt: time.nullable(),
};
/** Schema of {@link TokenAnswer}. */
export const token: z.ZodType<TokenAnswer> = z.object(tokenShape).openapi('Token');

/** A token of the store in an answer. */
export function showToken(from: ApiToken): TokenAnswer {
  const { id, accountId, name, role: its } = from;
  return {
    id,
    accountId,
    name,
    role: its,
    createdAt: toTime(from.createdAt),
    expiresAt: toTime(from.expiresAt),
    usedAt: toTimeOrNull(from.usedAt),
  };
}

/** Lets the browser keep a new sign-in, and shows whose it is. */
export function keepSignIn(browser: BrowserCookie, { account: whose, secret, seconds }: NewSignIn): AccountAnswer {
  browser.keep(secret, seconds);
  return showAccount(whose);
}
