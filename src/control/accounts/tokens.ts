import type { ApiToken } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Role } from '../../model/service/role.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertHolds } from './assert-holds.ts';
import { formatToken, hashSecret, newSecret } from './credentials.ts';
import { assertPerson, ownAccount } from './own-account.ts';

const dayMs = 86_400_000;
/** How long a token is good for, unless somebody says otherwise, and at most. */
export const usualTokenDays: number = 90;
export const maxTokenDays: number = 366;

/** What is wanted of a new token. */
export interface TokenRequest {
  readonly name: string;
  readonly role: Role;
  readonly days: number;
}

/** Makes a token for the caller. Its text is told now and never again. @throws ConfigError `api.role.denied` */
export async function createToken(
  parts: ControlParts,
  caller: Caller,
  { name, role, days }: TokenRequest,
): Promise<{ readonly token: ApiToken; readonly text: string }> {
  assertPerson(caller);
  assertHolds(caller, role);
  const account = await ownAccount(parts, caller);
  const secret = newSecret(parts.randomBytes);
  const createdAt = parts.clock.now();
  const token: ApiToken = {
    id: parts.newId('tok'),
    accountId: account.id,
    name,
    hash: hashSecret(secret),
    role,
    createdAt,
    expiresAt: createdAt + days * dayMs,
    usedAt: undefined,
  };
  const detail = { name, role, expiresAt: token.expiresAt };
  await change(
    parts,
    caller,
    { action: 'token.create', kind: 'token', id: token.id, sign: 'created', detail },
    (tables) => tables.tokens.insert(token),
  );
  return { token, text: formatToken(token.id, secret) };
}

/** Deletes a token; of others only where the caller says that it may (`anyOwner`). @throws ConfigError `api.not.found` */
export async function deleteToken(
  parts: ControlParts,
  caller: Caller,
  { id, anyOwner }: { readonly id: string; readonly anyOwner: boolean },
): Promise<void> {
  await change(parts, caller, { action: 'token.delete', kind: 'token', id, sign: 'deleted' }, async (tables) => {
    const token = await tables.tokens.find(id);
    found(anyOwner || token?.accountId === caller.accountId ? token : undefined, 'token', id);
    await tables.tokens.delete(id);
  });
}
