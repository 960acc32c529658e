import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch } from '../../data/search.ts';
import { tabs } from './tabs.ts';

interface PipelineSearch extends Paging {
  readonly tab?: (typeof tabs)[number] | undefined;
}

export const pipelineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pipelines/$id',
  validateSearch: (raw: RawSearch): PipelineSearch => ({ tab: oneOf(raw.tab, tabs), ...pagingOf(raw) }),
  component: lazyRouteComponent(() => import('./pipeline.tsx'), 'PipelinePage'),
});
