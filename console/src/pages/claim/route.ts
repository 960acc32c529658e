import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { queryClient } from '../../data/query-client.ts';
import { sessionQuery } from '../../data/session.ts';
import { keepLink } from './kept-link.ts';

/** Where the link of an installation leads: whoever is not signed in is asked to, and comes back. */
export const claimRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/claim',
  beforeLoad: async ({ location }) => {
    keepLink(location.hash);
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/login', search: { returnTo: '/claim' } });
  },
  component: lazyRouteComponent(() => import('./claim.tsx'), 'Claim'),
});
