import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { oneOf, type RawSearch, textOf } from '../../data/search.ts';
import { logLevels } from './log-levels.ts';

interface RunSearch {
  readonly level?: (typeof logLevels)[number] | undefined;
  /** What lines of the log must have. */
  readonly find?: string | undefined;
  /** Of which stream they must tell. */
  readonly stream?: string | undefined;
}

export const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$id',
  validateSearch: (raw: RawSearch): RunSearch => ({
    level: oneOf(raw.level, logLevels),
    find: textOf(raw.find),
    stream: textOf(raw.stream),
  }),
  component: lazyRouteComponent(() => import('./run.tsx'), 'RunPage'),
});
