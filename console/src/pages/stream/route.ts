import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';

export const streamRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pipelines/$id/streams/$name',
  component: lazyRouteComponent(() => import('./stream.tsx'), 'StreamPage'),
});
