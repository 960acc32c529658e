import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { type RawSearch, textOf } from '../../data/search.ts';

interface ApiSearch {
  readonly search?: string | undefined;
  /** The route that is open, by its operation id. */
  readonly route?: string | undefined;
}

export const apiRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/api',
  validateSearch: (raw: RawSearch): ApiSearch => ({ search: textOf(raw.search), route: textOf(raw.route) }),
  component: lazyRouteComponent(() => import('./api.tsx'), 'ApiReader'),
});
