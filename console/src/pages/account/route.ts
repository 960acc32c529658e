import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch } from '../../data/search.ts';
import { tabs } from './tabs.ts';

interface AccountSearch extends Paging {
  readonly tab?: (typeof tabs)[number] | undefined;
  /** `yes`: the form for a new token is open. */
  readonly create?: 'yes' | undefined;
}

export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  validateSearch: (raw: RawSearch): AccountSearch => ({
    tab: oneOf(raw.tab, tabs),
    create: oneOf(raw.create, ['yes']),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./account.tsx'), 'AccountPage'),
});
