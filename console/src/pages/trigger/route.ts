import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch, textOf } from '../../data/search.ts';
import { tabs } from './tabs.ts';

interface TriggerSearch {
  readonly tab?: (typeof tabs)[number] | undefined;
  /** What is tried beside the editor: the newest events, or else a typed message. */
  readonly try?: 'events' | undefined;
  /** The dialog that publishes is open. */
  readonly publish?: 'yes' | undefined;
  /** The test conversation is open. */
  readonly talk?: 'yes' | undefined;
  /** The number of a version that is compared with the draft. */
  readonly compare?: string | undefined;
}

export const triggerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/triggers/$id',
  validateSearch: (raw: RawSearch): TriggerSearch => ({
    tab: oneOf(raw.tab, tabs),
    try: oneOf(raw.try, ['events']),
    publish: oneOf(raw.publish, ['yes']),
    talk: oneOf(raw.talk, ['yes']),
    compare: textOf(raw.compare),
  }),
  component: lazyRouteComponent(() => import('./trigger.tsx'), 'TriggerPage'),
});
