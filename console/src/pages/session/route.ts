import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';

interface SessionSearch extends Paging {
  /** The turn that is open. */
  readonly turn?: string | undefined;
}

export const sessionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sessions/$id',
  validateSearch: (raw: RawSearch): SessionSearch => ({ turn: textOf(raw.turn), ...pagingOf(raw) }),
  component: lazyRouteComponent(() => import('./session.tsx'), 'SessionPage'),
});
