import type { Route } from '../../../src/http/api/route.ts';
import { allRoutes } from '../../../src/http/api/routes/all-routes.ts';
import type { Answer, Sent, TestApi } from '../../support/service-api.ts';
import { type GoodRequest, type Walker, walkerPassword } from './good/good-request.ts';
import { goodRequests } from './good-requests.ts';

/** `METHOD /path`, as tests name a route. */
const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;

/** Every route with its name. */
export const namedRoutes: readonly (readonly [string, Route])[] = allRoutes.map((route) => [nameOf(route), route]);

/** A new administrator with a password, signed in. */
export async function newWalker(it: TestApi): Promise<Walker> {
  const password = await it.parts.passwords.hash(walkerPassword);
  return await it.signedIn('admin', { login: `walker-${crypto.randomUUID().slice(0, 8)}`, password });
}

/** What is needed is made, and the request that is answered well is given. */
export async function arrange(it: TestApi, route: Route, walker: Walker): Promise<GoodRequest> {
  const make = goodRequests[nameOf(route)];
  if (make === undefined) throw new Error(`Say in test/service/api/good-requests.ts how to call ${nameOf(route)} well`);
  const request = await make(it, walker);
  // What comes next is the newest, also of what is sorted by time.
  it.clock.advance(1);
  const headers = route.kind === 'create' ? { 'idempotency-key': crypto.randomUUID() } : {};
  return { ...request, headers: { ...headers, ...request.headers } };
}

/** The path with its parameters. */
export function pathOf({ path }: Route, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'x_0'));
}

/** Sends it; a public route as nobody, every other one as the walker. */
export async function send(
  it: TestApi,
  route: Route,
  walker: Walker,
  { params, ...sent }: GoodRequest,
): Promise<Answer> {
  const as: Sent = route.action === 'public' ? {} : { as: walker.secret };
  return await it.call(route.method.toUpperCase(), pathOf(route, params), { ...sent, ...as });
}
