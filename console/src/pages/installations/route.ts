import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { installationStates } from '../../data/installations.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';

interface InstallationsSearch extends Paging {
  readonly integrationId?: string | undefined;
  readonly state?: (typeof installationStates)[number] | undefined;
  /** The installation whose history is open. */
  readonly history?: string | undefined;
}

export const installationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/installations',
  validateSearch: (raw: RawSearch): InstallationsSearch => ({
    integrationId: textOf(raw.integrationId),
    state: oneOf(raw.state, installationStates),
    history: textOf(raw.history),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./installations.tsx'), 'Installations'),
});
