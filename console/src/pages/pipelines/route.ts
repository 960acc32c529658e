import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { standings, states } from './states.ts';

interface PipelinesSearch extends Paging {
  readonly search?: string | undefined;
  readonly state?: (typeof states)[number] | undefined;
  readonly standing?: (typeof standings)[number] | undefined;
}

export const pipelinesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pipelines',
  validateSearch: (raw: RawSearch): PipelinesSearch => ({
    search: textOf(raw.search),
    state: oneOf(raw.state, states),
    standing: oneOf(raw.standing, standings),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./pipelines.tsx'), 'Pipelines'),
});
