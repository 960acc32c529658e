import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { type RawSearch, textOf } from '../../data/search.ts';

interface WorkersSearch {
  /** The process that is open. */
  readonly id?: string | undefined;
}

export const workersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workers',
  validateSearch: (raw: RawSearch): WorkersSearch => ({ id: textOf(raw.id) }),
  component: lazyRouteComponent(() => import('./workers.tsx'), 'Workers'),
});
