import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type Paging, pagingOf, type RawSearch, textOf } from '../../data/search.ts';
import { roles } from '../../parts/roles.ts';
import { type Tab, tabs } from './tabs.ts';

interface SettingsSearch extends Paging {
  readonly tab?: Tab | undefined;
  readonly search?: string | undefined;
  readonly role?: (typeof roles)[number] | undefined;
  /** On the tab of tokens: whose. */
  readonly account?: string | undefined;
  /** `yes`: the form for a new one is open. */
  readonly create?: 'yes' | undefined;
  /** On the tab of signing in: the provider that is open. */
  readonly provider?: string | undefined;
}

export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  validateSearch: (raw: RawSearch): SettingsSearch => ({
    tab: oneOf(raw.tab, tabs),
    search: textOf(raw.search),
    role: oneOf(raw.role, roles),
    account: textOf(raw.account),
    create: oneOf(raw.create, ['yes']),
    provider: textOf(raw.provider),
    ...pagingOf(raw),
  }),
  component: lazyRouteComponent(() => import('./settings.tsx'), 'Settings'),
});
