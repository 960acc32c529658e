import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch } from '../../data/search.ts';
import { payloadViews } from './views.ts';

interface EventSearch {
  /** How what was pushed is shown. */
  readonly view?: (typeof payloadViews)[number] | undefined;
}

export const eventRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events/$id',
  validateSearch: (raw: RawSearch): EventSearch => ({ view: oneOf(raw.view, payloadViews) }),
  component: lazyRouteComponent(() => import('./event.tsx'), 'EventPage'),
});
