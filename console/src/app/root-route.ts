import { createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { queryClient } from '../data/query-client.ts';
import { sessionQuery } from '../data/session.ts';
import { PageError } from './page-error.tsx';
import { Shell } from './shell/shell.tsx';

/** Above all pages. */
export const rootRoute = createRootRoute({ errorComponent: PageError });

/** Above the pages that only people who are signed in see. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  errorComponent: PageError,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/login', search: { returnTo: location.href } });
  },
});
