import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch } from '../../data/search.ts';
import { perChoices } from './views.ts';

interface StreamSearch {
  /** By what its changes are counted. */
  readonly per?: (typeof perChoices)[number] | undefined;
}

export const streamRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pipelines/$id/streams/$name',
  validateSearch: (raw: RawSearch): StreamSearch => ({ per: oneOf(raw.per, perChoices) }),
  component: lazyRouteComponent(() => import('./stream.tsx'), 'StreamPage'),
});
