import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch, textOf } from '../../data/search.ts';
import { type SessionsSearch, sessionsOf } from '../sessions/route.ts';
import { peopleViews, tabs } from './tabs.ts';

interface IntegrationSearch extends SessionsSearch {
  readonly tab?: (typeof tabs)[number] | undefined;
  /** On the tab of people: the department that is open. */
  readonly department?: string | undefined;
  readonly people?: (typeof peopleViews)[number] | undefined;
  /** Of those who have written: only the blocked ones, or the others. */
  readonly blocked?: 'yes' | 'no' | undefined;
  /** Who is open, by open_id. */
  readonly person?: string | undefined;
}

export const integrationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/integrations/$id',
  validateSearch: (raw: RawSearch): IntegrationSearch => ({
    ...sessionsOf(raw),
    tab: oneOf(raw.tab, tabs),
    department: textOf(raw.department),
    people: oneOf(raw.people, peopleViews),
    blocked: oneOf(raw.blocked, ['yes', 'no']),
    person: textOf(raw.person),
  }),
  component: lazyRouteComponent(() => import('./integration.tsx'), 'IntegrationPage'),
});
