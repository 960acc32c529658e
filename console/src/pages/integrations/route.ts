import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { regions } from '../../data/regions.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';

interface IntegrationsSearch extends Paging {
  readonly search?: string | undefined;
  readonly region?: (typeof regions)[number] | undefined;
}

export const integrationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/integrations',
  validateSearch: (raw: RawSearch): IntegrationsSearch => ({
    search: textOf(raw.search),
    region: oneOf(raw.region, regions),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./integrations.tsx'), 'Integrations'),
});
