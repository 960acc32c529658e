import type { ServiceStore } from '../../../model/service/service-store.ts';

/** Whoever has not been heard of for so long receives nothing. */
const silentMs = 60_000;

/**
 * Since when nothing was received of an app, when all its receivers have begun between the sending of something and its coming: then it is late because of
 * us. Undefined when nothing was received before, or nobody knows of a beginning.
 */
export async function downSince(
  { members, events }: Pick<ServiceStore, 'members' | 'events'>,
  appId: string,
  { sentAt, receivedAt }: { readonly sentAt: number; readonly receivedAt: number },
): Promise<number | undefined> {
  const began = (await members.list())
    .filter(({ roles, silentMs: silent }) => roles.includes('receiver') && silent < silentMs)
    .map(({ startedAt }) => startedAt);
  const first = Math.min(...began);
  if (began.length === 0 || first <= sentAt || first > receivedAt) return undefined;
  const { items } = await events.page({ limit: 1 }, { appId, until: first });
  return items[0]?.receivedAt;
}
