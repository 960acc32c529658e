import { createToken } from '../../src/control/accounts/tokens.ts';
import type { ControlParts } from '../../src/control/parts.ts';
import type { Role } from '../../src/model/service/role.ts';
import { alice } from './receiving.ts';

/** A token of an account of the role, which is made with it. */
export async function apiToken(parts: ControlParts, role: Role): Promise<string> {
  const id = parts.newId('acc');
  const account = { id, name: `${role} ${id.slice(-4)}`, login: id, role, createdAt: parts.clock.now() };
  const none = { password: undefined, issuer: undefined, subject: undefined, disabledAt: undefined };
  await parts.store.accounts.insert({ ...account, ...none, signedInAt: undefined });
  const caller = { ...alice, id, name: account.name, role, accountId: id };
  return (await createToken(parts, caller, { name: 'test', role, days: 1 })).text;
}
