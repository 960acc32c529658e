import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch, textOf } from '../../data/search.ts';
import { logLevels } from './log-levels.ts';

interface RunSearch {
  readonly level?: (typeof logLevels)[number] | undefined;
  /** What lines of the log must have. */
  readonly find?: string | undefined;
}

export const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$id',
  validateSearch: (raw: RawSearch): RunSearch => ({ level: oneOf(raw.level, logLevels), find: textOf(raw.find) }),
  component: lazyRouteComponent(() => import('./run.tsx'), 'RunPage'),
});
