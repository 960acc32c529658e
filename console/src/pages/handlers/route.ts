import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import type { HandlerKind } from '../../data/handlers.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { handlerKinds } from '../../parts/handler-kinds.ts';

interface HandlersSearch extends Paging {
  readonly search?: string | undefined;
  readonly kind?: HandlerKind | undefined;
  /** `yes`: the form for a new one is open. */
  readonly create?: 'yes' | undefined;
}

export const handlersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/handlers',
  validateSearch: (raw: RawSearch): HandlersSearch => ({
    search: textOf(raw.search),
    kind: oneOf(raw.kind, handlerKinds),
    create: oneOf(raw.create, ['yes']),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./handlers.tsx'), 'Handlers'),
});
