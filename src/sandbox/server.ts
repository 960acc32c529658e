import { accountRoutes } from './account-routes.ts';
import { controlDesk } from './control-desk.ts';
import { Apps } from './gateway/apps.ts';
import { CallStats, type SandboxStats } from './gateway/call-stats.ts';
import { FaultPlan, type FaultRule } from './gateway/fault-plan.ts';
import { Gateway, type GatewayState } from './gateway/gateway.ts';
import { openDoor } from './gateway/http-door.ts';
import { TokenDesk } from './gateway/token-desk.ts';
import { resolveOptions, type SandboxOptions, type SandboxSettings, type VisibleRange } from './options.ts';
import { Tenant } from './tenant.ts';
import { SandboxUseError } from './use-error.ts';

/** A running sandbox: a tenant behind an HTTP server that speaks the Open Platform's API. */
export interface Sandbox extends AsyncDisposable {
  /** Base URL without a trailing slash, for `base_url` or an official SDK's `domain`. */
  readonly url: string;
  readonly options: SandboxOptions;
  readonly tenant: Tenant;
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
  const tenant = new Tenant(options);
  const apps = new Apps(options);
  const desk = new TokenDesk({
    seed: options.seed,
    lifetimeSeconds: options.tokenLifetimeSeconds,
    apps,
    now: options.arrivalNow,
  });
  const stats = new CallStats();
  const faults = new FaultPlan(options.seed, faultRules);
  const state: GatewayState = { ipAllowList: options.ipAllowList, monthlyQuota: options.monthlyQuota };
  const routes = [...accountRoutes(options, apps), ...tenant.routes];
  const gateway = new Gateway({ options, apps, desk, routes, stats, faults, state });
  const server = openDoor(options, gateway, controlDesk({ tenant, stats, faults }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new SandboxUseError('The sandbox has no TCP port');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${address.port}`,
    options,
    tenant,
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
