import type { HandlerRequest } from '../../model/triggers/handler.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Work } from './load-work.ts';

/** What the other side has thrown, told from what befell us. */
export class ProvisionFailure extends Error {}

/**
 * The request with the handler's own id of the person, who is asked about once: what is told is kept. @throws ProvisionFailure unless a
 * message may go on without
 */
export async function provisioned(
  { store }: Pick<FlowParts, 'store'>,
  { handler: { provision } }: Pick<Work, 'handler'>,
  request: HandlerRequest,
  signal: AbortSignal,
): Promise<HandlerRequest> {
  const { user, integration, tenantKey } = request;
  if (provision === undefined || user === undefined || user.handlerUserId !== undefined) return request;
  const { handlerUserId: _, ...person } = user;
  const id = derivedId('pv', integration.id, user.openId);
  let found: string | undefined;
  try {
    found = await provision.idOf({ id, integration, tenantKey, user: person }, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!provision.mayGoOn) throw new ProvisionFailure('No id was told', { cause: thrown });
  }
  if (found === undefined) return request;
  await store.larkUsers.change(integration.id, user.openId, { handlerUserId: found });
  return { ...request, user: { ...user, handlerUserId: found } };
}
