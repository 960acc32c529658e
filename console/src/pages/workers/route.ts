import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';

export const workersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workers',
  component: lazyRouteComponent(() => import('./workers.tsx'), 'Workers'),
});
