import { createRouter, parseSearchWith, stringifySearchWith } from '@tanstack/react-router';
import { basePath } from '../data/client.ts';
import { whenSignedOut } from '../data/query-client.ts';
import { forgetAll } from '../data/session.ts';
    alertsRoute,
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
