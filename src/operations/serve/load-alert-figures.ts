import type { Integration } from '../../model/service/integration.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { AlertFigures } from '../../scheduler/alerts/alert-rules.ts';

const pageSize = 200;

/** What the rules of alerts look at, of the whole service. */
export async function loadAlertFigures(store: Pick<ServiceStore, 'figures' | 'integrations'>): Promise<AlertFigures> {
  const integrations: Integration[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await store.integrations.page({ limit: pageSize, cursor }, {});
    integrations.push(...items);
    if (next === undefined) return { ...(await store.figures()), integrations };
    cursor = next;
  }
}
