import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.ts';
import { regions } from '../../data/regions.ts';
import { oneOf, type RawSearch, textOf } from '../../data/search.ts';
import { steps } from './steps.ts';

interface ConnectSearch {
  readonly region?: (typeof regions)[number] | undefined;
  readonly integration?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly step?: (typeof steps)[number] | undefined;
}

/** The way from nothing to a running pipeline. What is kept so far is at the service; the address says which it is. */
export const connectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connect',
  validateSearch: (raw: RawSearch): ConnectSearch => ({
    region: oneOf(raw.region, regions),
    integration: textOf(raw.integration),
    pipeline: textOf(raw.pipeline),
    step: oneOf(raw.step, steps),
  }),
  component: lazyRouteComponent(() => import('./connect.tsx'), 'Connect'),
});
