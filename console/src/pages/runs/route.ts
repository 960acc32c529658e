import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { runStates, type Span, spanNames } from './states.ts';

interface RunsSearch extends Paging {
  readonly state?: (typeof runStates)[number] | undefined;
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly last?: Span | undefined;
}

export const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs',
  validateSearch: (raw: RawSearch): RunsSearch => ({
    state: oneOf(raw.state, runStates),
    pipeline: textOf(raw.pipeline),
    integration: textOf(raw.integration),
    last: oneOf(raw.last, spanNames),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./runs.tsx'), 'Runs'),
});
