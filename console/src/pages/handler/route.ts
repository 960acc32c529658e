import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';

export const handlerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/handlers/$id',
  component: lazyRouteComponent(() => import('./handler.tsx'), 'HandlerPage'),
});
