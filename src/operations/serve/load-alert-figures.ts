import { eachOf } from '../../model/service/page.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { AlertFigures } from '../../scheduler/alerts/alert-rules.ts';

/** What the rules of alerts look at, of the whole service. */
export async function loadAlertFigures(
  store: Pick<ServiceStore, 'figures' | 'integrations' | 'members'>,
): Promise<AlertFigures> {
  const integrations = await Array.fromAsync(eachOf((request) => store.integrations.page(request, {})));
  return { ...(await store.figures()), integrations, members: await store.members.list() };
}
