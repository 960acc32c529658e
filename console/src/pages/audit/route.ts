import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { type Span, spanNames } from './spans.ts';

interface AuditSearch extends Paging {
  /** Whose doings: the id of an account or a token. */
  readonly actor?: string | undefined;
  /** Of which thing, by its id. */
  readonly object?: string | undefined;
  readonly action?: string | undefined;
  readonly last?: Span | undefined;
  /** The line that is open. */
  readonly id?: string | undefined;
}

export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: (raw: RawSearch): AuditSearch => ({
    actor: textOf(raw.actor),
    object: textOf(raw.object),
    action: textOf(raw.action),
    last: oneOf(raw.last, spanNames),
    id: textOf(raw.id),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./audit.tsx'), 'Audit'),
});
