import type { Server } from 'node:http';
import { accountRoutes, tenantKeyOf } from './account-routes.ts';
import { controlDesk } from './control-desk.ts';
import { endpointPath, endpointReply } from './events/endpoint-door.ts';
import { EventOffice } from './events/event-office.ts';
import { subscriptionRoutes } from './events/subscription-routes.ts';
import { Apps } from './gateway/apps.ts';
import { CallStats, type SandboxStats } from './gateway/call-stats.ts';
import { FaultPlan, type FaultRule } from './gateway/fault-plan.ts';
import { Gateway, type GatewayState } from './gateway/gateway.ts';
import { openDoor } from './gateway/http-door.ts';
import { TokenDesk } from './gateway/token-desk.ts';
import { resolveOptions, type SandboxOptions, type SandboxSettings, type VisibleRange } from './options.ts';
import type { Route } from './route.ts';
import { Tenant } from './tenant.ts';
import { SandboxUseError } from './use-error.ts';

/** A running sandbox: a tenant behind an HTTP server that speaks the Open Platform's API. */
export interface Sandbox extends AsyncDisposable {
  /** Base URL without a trailing slash, for `base_url` or an official SDK's `domain`. */
  readonly url: string;
  readonly options: SandboxOptions;
  readonly tenant: Tenant;
  /** Of the first company, whose custom apps there are. */
  readonly tenantKey: string;
  /** All companies by tenant key. */
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly events: EventOffice;
  readonly faults: FaultPlan;
  stats(): SandboxStats;
  resetStats(): void;
  setContactRange(range: VisibleRange): void;
  setAttendanceRange(range: VisibleRange): void;
  /** Of the tenant's own app unless another is named; in force at once, as after publishing a version. */
  setGrantedScopes(scopes: readonly string[], appId?: string): void;
  setAppSecret(appSecret: string, appId?: string): void;
  setIpAllowList(addresses: readonly string[] | null): void;
  /** Calls left in this month's quota; `null` lifts it. */
  setMonthlyQuota(callsLeft: number | null): void;
  /** Every token becomes invalid before its time. */
  revokeTokens(): void;
  close(): Promise<void>;
}

/** Starts a sandbox. Everything in `settings` may be left out; `faults` are in force from the first call. */
export async function startSandbox(
  settings: SandboxSettings = {},
  faultRules: readonly FaultRule[] = [],
): Promise<Sandbox> {
  const options = resolveOptions(settings);
  const tenantKey = tenantKeyOf(options.seed);
  const apps = new Apps(options, tenantKey);
  const events = new EventOffice({ seed: options.seed, now: options.now, apps, settings: options.eventSettings });
  const inhabit = (key: string, own: SandboxOptions): Tenant => new Tenant(own, (event) => events.tell(key, event));
  const tenant = inhabit(tenantKey, options);
  const others = options.extraTenants.map(
    ({ tenantKey: key, name, seed }) => [key, inhabit(key, { ...options, seed, tenantName: name })] as const,
  );
  const tenants = new Map([[tenantKey, tenant] as const, ...others]);
  const desk = new TokenDesk({
    seed: options.seed,
    lifetimeSeconds: options.tokenLifetimeSeconds,
    apps,
    tenantKey,
    now: options.arrivalNow,
    onTicketWanted: (app) => events.pushTicket(app),
  });
  const stats = new CallStats();
  const faults = new FaultPlan(options.seed, faultRules);
  const state: GatewayState = { ipAllowList: options.ipAllowList, monthlyQuota: options.monthlyQuota };
  const routesOf = ([key, { routes, approvals, tables }]: readonly [string, Tenant]): readonly Route[] => [
    ...accountRoutes(options, apps, key),
    ...routes,
    ...subscriptionRoutes(events, {
      tenantKey: key,
      hasApproval: (code) => approvals.approvalCodes.includes(code),
      hasFile: (token) => tables.appTokens.includes(token),
    }),
  ];
  const routes = routesOf([tenantKey, tenant]);
  const tenantRoutes = new Map(others.map((other) => [other[0], routesOf(other)]));
  const gateway = new Gateway({ options, apps, desk, routes, tenantRoutes, stats, faults, state });
  const controls = { seed: options.seed, now: options.now, appId: options.appId };
  const server = openDoor(options, gateway, {
    control: controlDesk({ ...controls, tenants, tenantKey, stats, faults, events }),
    side: (path, request) => (path === endpointPath ? endpointReply(events.hub, apps, request) : undefined),
  });
  server.on('upgrade', (request, socket, head) => events.hub.upgrade(request, socket, head));
  const url = await listen(server, options);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      events.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url,
    options,
    tenant,
    tenantKey,
    tenants,
    events,
    faults,
    stats: () => stats.snapshot(),
    resetStats: () => stats.reset(),
    setContactRange: (range) => tenant.setContactRange(range),
    setAttendanceRange: (range) => tenant.setAttendanceRange(range),
    setGrantedScopes: (scopes, appId = options.appId) => {
      apps.require(appId).scopes = new Set(scopes);
    },
    setAppSecret: (appSecret, appId = options.appId) => {
      apps.require(appId).appSecret = appSecret;
    },
    setIpAllowList: (addresses) => {
      state.ipAllowList = addresses;
    },
    setMonthlyQuota: (callsLeft) => {
      state.monthlyQuota = callsLeft;
    },
    revokeTokens: () => desk.revokeAll(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Resolves to the address at which the server answers. */
async function listen(server: Server, { port, host }: SandboxOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new SandboxUseError('The sandbox has no TCP port');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
