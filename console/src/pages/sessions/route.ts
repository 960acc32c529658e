import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { chatKinds, sessionStates, tabs, turnStates } from './states.ts';

/** What narrows a list of conversations. */
export interface SessionsSearch extends Paging {
  readonly state?: (typeof sessionStates)[number] | undefined;
  readonly kind?: (typeof chatKinds)[number] | undefined;
  readonly trigger?: string | undefined;
  readonly handler?: string | undefined;
  readonly integration?: string | undefined;
  readonly search?: string | undefined;
}

interface PageSearch extends SessionsSearch {
  readonly tab?: (typeof tabs)[number] | undefined;
  /** Of turns; all of them is none of these. */
  readonly turns?: (typeof turnStates)[number] | 'all' | undefined;
  /** The turn that is open. */
  readonly turn?: string | undefined;
}

/** What an address says of a list of conversations. */
export const sessionsOf = (raw: RawSearch): SessionsSearch => ({
  state: oneOf(raw.state, sessionStates),
  kind: oneOf(raw.kind, chatKinds),
  trigger: textOf(raw.trigger),
  handler: textOf(raw.handler),
  integration: textOf(raw.integration),
  search: textOf(raw.search),
  ...pagingOf(raw),
});

export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sessions',
  validateSearch: (raw: RawSearch): PageSearch => ({
    ...sessionsOf(raw),
    tab: oneOf(raw.tab, tabs),
    turns: oneOf(raw.turns, [...turnStates, 'all']),
    turn: textOf(raw.turn),
  }),
  component: lazyRouteComponent(() => import('./sessions.tsx'), 'Sessions'),
});
