import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { destinationTypes } from '../../parts/destination-type.ts';

interface DestinationsSearch extends Paging {
  readonly search?: string | undefined;
  readonly type?: (typeof destinationTypes)[number] | undefined;
  /** `yes`: the form for a new one is open. */
  readonly create?: 'yes' | undefined;
}

export const destinationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/destinations',
  validateSearch: (raw: RawSearch): DestinationsSearch => ({
    search: textOf(raw.search),
    type: oneOf(raw.type, destinationTypes),
    create: oneOf(raw.create, ['yes']),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./destinations.tsx'), 'Destinations'),
});
