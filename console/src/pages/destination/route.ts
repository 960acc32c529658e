import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';

export const destinationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/destinations/$id',
  component: lazyRouteComponent(() => import('./destination.tsx'), 'DestinationPage'),
});
