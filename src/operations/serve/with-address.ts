import { hostname } from 'node:os';
import { awayMs } from '../../control/keys/key-holders.ts';
import type { ControlParts } from '../../control/parts.ts';
import type { Member } from '../../model/service/member.ts';
import { asOperator } from './as-operator.ts';
import type { OpenServiceOptions } from './open-service.ts';

const usualAddress = 'http://127.0.0.1:8700';

/**
 * Does what makes links on the store itself. They lead to where the service is reached: as a person names it, else as its processes at work
 * say, else where it usually is.
 * @throws ConfigError what opening the store throws
 */
export async function withAddress<T>(
  publicUrl: string | undefined,
  options: Omit<OpenServiceOptions, 'isShared'>,
  work: (parts: ControlParts) => Promise<T>,
): Promise<T> {
  return await asOperator({ ...options, publicUrl: publicUrl ?? usualAddress }, async (parts) => {
    if (publicUrl !== undefined) return await work(parts);
    return await work({ ...parts, publicUrl: addressAmong(await parts.store.members.list()) ?? usualAddress });
  });
}

/** That of this machine counts first: another one may know itself by an address that leads nowhere else. */
function addressAmong(members: readonly Member[]): string | undefined {
  const known = members.filter(({ silentMs, publicUrl }) => silentMs < awayMs && publicUrl !== undefined);
  return (known.find(({ host }) => host === hostname()) ?? known[0])?.publicUrl;
}
