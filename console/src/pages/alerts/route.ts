import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { alertKinds } from '../../../../src/model/service/alert.ts';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { tabs } from './tabs.ts';

interface AlertsSearch extends Paging {
  readonly tab?: (typeof tabs)[number] | undefined;
  readonly kind?: (typeof alertKinds)[number] | undefined;
  /** The channel that is edited; `new` is one that is not made yet. */
  readonly channel?: string | undefined;
}

export const alertsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/alerts',
  validateSearch: (raw: RawSearch): AlertsSearch => ({
    tab: oneOf(raw.tab, tabs),
    kind: oneOf(raw.kind, alertKinds),
    channel: textOf(raw.channel),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./alerts.tsx'), 'Alerts'),
});
