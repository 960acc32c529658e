import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { queryClient } from '../../data/query-client.ts';
import { type RawSearch, textOf } from '../../data/search.ts';
import { sessionQuery } from '../../data/session.ts';
import { placeOf } from './place-of.ts';

interface LoginSearch {
  /** Where the person wanted to go. */
  readonly returnTo?: string | undefined;
  /** Code of what kept a sign-in elsewhere from succeeding, and the request that it happened in. */
  readonly problem?: string | undefined;
  readonly requestId?: string | undefined;
  /** The sign-in has ended while somebody was at work. */
  readonly expired?: string | undefined;
}

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (raw: RawSearch): LoginSearch => ({
    returnTo: textOf(raw.returnTo),
    problem: textOf(raw.problem),
    requestId: textOf(raw.requestId),
    expired: textOf(raw.expired),
  }),
  beforeLoad: async ({ search }) => {
    // Where the service does not answer, the page says so.
    const session = await queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (session !== null) throw redirect({ href: placeOf(search.returnTo) });
  },
  component: lazyRouteComponent(() => import('./login.tsx'), 'Login'),
});
