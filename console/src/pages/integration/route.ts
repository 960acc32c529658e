import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch, textOf } from '../../data/search.ts';
import { type SessionsSearch, sessionsOf } from '../sessions/route.ts';
import { tabs } from './tabs.ts';

interface IntegrationSearch extends SessionsSearch {
  readonly tab?: (typeof tabs)[number] | undefined;
  /** On the tab of people: the department that is open. */
  readonly department?: string | undefined;
}

export const integrationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/integrations/$id',
  validateSearch: (raw: RawSearch): IntegrationSearch => ({
    ...sessionsOf(raw),
    tab: oneOf(raw.tab, tabs),
    department: textOf(raw.department),
  }),
  component: lazyRouteComponent(() => import('./integration.tsx'), 'IntegrationPage'),
});
