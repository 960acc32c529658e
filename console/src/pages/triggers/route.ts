import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { states } from './states.ts';

interface TriggersSearch extends Paging {
  readonly search?: string | undefined;
  readonly state?: (typeof states)[number] | undefined;
  readonly integration?: string | undefined;
  /** `yes`: the form for a new one is open. */
  readonly create?: 'yes' | undefined;
}

export const triggersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/triggers',
  validateSearch: (raw: RawSearch): TriggersSearch => ({
    search: textOf(raw.search),
    state: oneOf(raw.state, states),
    integration: textOf(raw.integration),
    create: oneOf(raw.create, ['yes']),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./triggers.tsx'), 'Triggers'),
});
