import { createRouter, parseSearchWith, stringifySearchWith } from '@tanstack/react-router';
import { basePath } from '../data/client.ts';
import { whenSignedOut } from '../data/query-client.ts';
import { forgetAll } from '../data/session.ts';
import { accountRoute } from '../pages/account/route.ts';
import { alertsRoute } from '../pages/alerts/route.ts';
import { apiRoute } from '../pages/api/route.ts';
import { auditRoute } from '../pages/audit/route.ts';
import { catalogueRoute } from '../pages/catalogue/route.ts';
import { claimRoute } from '../pages/claim/route.ts';
import { connectRoute } from '../pages/connect/route.ts';
import { destinationRoute } from '../pages/destination/route.ts';
import { destinationsRoute } from '../pages/destinations/route.ts';
import { eventRoute } from '../pages/event/route.ts';
import { eventsRoute } from '../pages/events/route.ts';
import { handlerRoute } from '../pages/handler/route.ts';
import { handlersRoute } from '../pages/handlers/route.ts';
import { installationsRoute } from '../pages/installations/route.ts';
import { integrationRoute } from '../pages/integration/route.ts';
import { integrationsRoute } from '../pages/integrations/route.ts';
import { loginRoute } from '../pages/login/route.ts';
import { NotFound } from '../pages/not-found/not-found.tsx';
import { overviewRoute } from '../pages/overview/route.ts';
import { pipelineRoute } from '../pages/pipeline/route.ts';
import { pipelinesRoute } from '../pages/pipelines/route.ts';
import { runRoute } from '../pages/run/route.ts';
import { runsRoute } from '../pages/runs/route.ts';
import { schedulesRoute } from '../pages/schedules/route.ts';
import { sessionRoute } from '../pages/session/route.ts';
import { sessionsRoute } from '../pages/sessions/route.ts';
import { settingsRoute } from '../pages/settings/route.ts';
import { setupRoute } from '../pages/setup/route.ts';
import { streamRoute } from '../pages/stream/route.ts';
import { triggerRoute } from '../pages/trigger/route.ts';
import { triggersRoute } from '../pages/triggers/route.ts';
import { workersRoute } from '../pages/workers/route.ts';
import { rootRoute, shellRoute } from './root-route.ts';

const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  claimRoute,
  shellRoute.addChildren([
    // A new page adds its route here.
    overviewRoute,
    pipelinesRoute,
    pipelineRoute,
    streamRoute,
    destinationsRoute,
    destinationRoute,
    schedulesRoute,
    catalogueRoute,
    connectRoute,
    integrationsRoute,
    integrationRoute,
    installationsRoute,
    runsRoute,
    runRoute,
    eventsRoute,
    eventRoute,
    triggersRoute,
    triggerRoute,
    handlersRoute,
    handlerRoute,
    sessionsRoute,
    sessionRoute,
    alertsRoute,
    accountRoute,
    apiRoute,
    workersRoute,
    settingsRoute,
    auditRoute,
  ]),
]);

/** All pages by their addresses. Values in an address are plain texts: `?state=active`. */
export const router = createRouter({
  routeTree,
  basepath: basePath === '' ? '/' : basePath,
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
  scrollRestoration: true,
  parseSearch: parseSearchWith((text) => text),
  stringifySearch: stringifySearchWith(String),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** An expired sign-in leads to the page for it, and from there back to where one was. */
whenSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (['/login', '/setup', '/claim'].includes(pathname)) return;
  void forgetAll().then(() => router.navigate({ to: '/login', search: { returnTo: href, expired: 'yes' } }));
});
