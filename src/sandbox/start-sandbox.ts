import type { Server } from 'node:http';
import { httpListen } from '../util/http-listen.ts';
import { accountRoutes, tenantKeyOf } from './account-routes.ts';
import { appRoutes } from './app-routes.ts';
import { type ByTenant, madeWhenAsked } from './by-tenant.ts';
import { createControlApi } from './control-api.ts';
import { connectionEndpointPath, connectionEndpointReply } from './events/connection-endpoint.ts';
import { EventPublisher } from './events/event-publisher.ts';
import { subscriptionRoutes } from './events/subscription-routes.ts';
import { Apps } from './gateway/apps.ts';
import { CallStats, type SandboxStats } from './gateway/call-stats.ts';
import { FaultPlan, type FaultRule } from './gateway/fault-plan.ts';
import { Gateway, type GatewayState } from './gateway/gateway.ts';
import { createHttpServer } from './gateway/http-server.ts';
import { TokenIssuer } from './gateway/token-issuer.ts';
import { IdentityProvider } from './identity/identity-provider.ts';
import { Im } from './im/im.ts';
import { imRoutes } from './im/im-routes.ts';
import { createChatPage } from './im/page/chat-page.ts';
import { ChatPeople } from './im/people.ts';
import type { Said, SaidMessage } from './im/said.ts';
import { type Route, routeName } from './route.ts';
import {
  type ResolvedSandboxOptions,
  resolveOptions,
  type SandboxOptions,
  type VisibleRange,
} from './sandbox-options.ts';
import { SandboxUseError } from './sandbox-use-error.ts';
import { Tenant } from './tenant.ts';

/** A running sandbox: a tenant behind an HTTP server that speaks the Open Platform's API. */
export interface Sandbox extends SandboxControls {
  readonly tenant: Tenant;
  /** All companies by tenant key. */
  readonly tenants: ByTenant<Tenant>;
  readonly events: EventPublisher;
  readonly identity: IdentityProvider;
}

/** What a running sandbox lets a program see and steer, besides what its company is made of. */
export interface SandboxControls extends AsyncDisposable {
  /** Base URL without a trailing slash, for `base_url` or an official SDK's `domain`. */
  readonly url: string;
  readonly options: ResolvedSandboxOptions;
  /** Of the first company, whose custom apps there are. */
  readonly tenantKey: string;
  readonly faults: FaultPlan;
  /** What people do in chats, and what they see there. */
  readonly people: ChatPeople;
  /** The same in another company. @throws Error where there is none with this key */
  peopleOf(tenantKey: string): ChatPeople;
  /** A person writes to the bot, or into a group: the short form of `people.say`. */
  say(said: Said): SaidMessage;
  stats(): SandboxStats;
  resetStats(): void;
  setContactRange(range: VisibleRange): void;
  setAttendanceRange(range: VisibleRange): void;
  /** Of the tenant's own app unless another is named; in force at once, as after publishing a version. */
  setGrantedScopes(scopes: readonly string[], appId?: string): void;
  /** What an administrator was asked for by `scopes/apply`; empty again once scopes are set. */
  scopesAppliedFor(appId?: string): readonly string[];
  /** `activate_status` of the bot: 2 for one that the tenant may use; `null` for an app without a bot. */
  setBotStatus(status: number | null, appId?: string): void;
  /** Who is signed in to the browser when an app asks; with `null` the browser shows a page to choose from. */
  signInAs(openId: string | null): void;
  setAppSecret(appSecret: string, appId?: string): void;
  setIpAllowList(addresses: readonly string[] | null): void;
  /** Calls left in this month's quota; `null` lifts it. */
  setMonthlyQuota(callsLeft: number | null): void;
  /** Every token becomes invalid before its time. */
  revokeTokens(): void;
  close(): Promise<void>;
}

/** What a sandbox is made of, before it listens. */
interface Parts {
  readonly options: ResolvedSandboxOptions;
  readonly optionsOf: (tenantKey: string) => ResolvedSandboxOptions;
  readonly apps: Apps;
  readonly tenantKey: string;
  readonly tenants: ByTenant<Tenant>;
  readonly events: EventPublisher;
  readonly identity: IdentityProvider;
  readonly ims: ByTenant<Im>;
  readonly people: ByTenant<ChatPeople>;
  readonly tokens: TokenIssuer;
  readonly stats: CallStats;
  readonly faults: FaultPlan;
  readonly state: GatewayState;
}

/**
 * Starts a sandbox. Every option may be left out; `faultRules` are in force from the first call.
 * @throws what Node throws where the port is taken (`EADDRINUSE`)
 */
export async function startSandbox(
  options: SandboxOptions = {},
  faultRules: readonly FaultRule[] = [],
): Promise<Sandbox> {
  const parts = createParts(resolveOptions(options), faultRules);
  const { apps, events } = parts;
  const server = createHttpServer(parts.options, createGateway(parts), {
    control: createControlApi({
      ...parts,
      seed: parts.options.seed,
      now: parts.options.now,
      appId: parts.options.appId,
    }),
    identity: parts.identity,
    chat: createChatPage(needed(parts.ims, parts.tenantKey), parts.options.now),
    callback: (path, request) =>
      path === connectionEndpointPath ? connectionEndpointReply(events.hub, apps, request) : undefined,
  });
  server.on('upgrade', (request, socket, head) => events.hub.upgrade(request, socket, head));
  const url = await httpListen(server, parts.options);
  return toSandbox(parts, url, () => closeServer(server, events));
}

function createParts(options: ResolvedSandboxOptions, faultRules: readonly FaultRule[]): Parts {
  const { seed, now, startedAtMs } = options;
  const tenantKey = tenantKeyOf(seed);
  const apps = new Apps(options, tenantKey);
  const events = new EventPublisher({ ...options.eventOptions, seed, startedAtMs, now, apps });
  const keys = [tenantKey, ...options.extraTenants.map((extra) => extra.tenantKey)];
  const optionsOf = companyOptions(options);
  const tenants = madeWhenAsked(keys, (key) => new Tenant(optionsOf(key), (event) => events.publish(key, event)));
  const tokens = new TokenIssuer({
    seed,
    lifetimeSeconds: options.tokenLifetimeSeconds,
    apps,
    tenantKey,
    now: options.arrivalNow,
    onTicketWanted: (app) => events.pushTicket(app),
  });
  const state = { ipAllowList: options.ipAllowList, monthlyQuota: options.monthlyQuota };
  const identity = new IdentityProvider({ options, apps, tenants });
  const ims = madeWhenAsked(keys, (key) => {
    const { directory, chats } = needed(tenants, key);
    return new Im({ options, apps, tenantKey: key, directory, chats, events });
  });
  const people = madeWhenAsked(keys, (key) => new ChatPeople(needed(ims, key), now));
  const [stats, faults] = [new CallStats(), new FaultPlan(seed, faultRules)];
  return { options, optionsOf, apps, tenantKey, tenants, events, identity, ims, people, tokens, stats, faults, state };
}

function createGateway({
  options,
  optionsOf,
  apps,
  tenantKey,
  tenants,
  ims,
  events,
  tokens,
  stats,
  faults,
  state,
}: Parts): Gateway {
  const routesOf = (key: string): readonly Route[] => {
    const { routes, approvals, tables } = needed(tenants, key);
    return [
      ...accountRoutes(optionsOf(key), key),
      ...appRoutes({ options, apps, events }),
      ...routes,
      ...imRoutes(needed(ims, key)),
      ...subscriptionRoutes(events, {
        tenantKey: key,
        hasApproval: (code) => approvals.approvalCodes.includes(code),
        hasFile: (token) => tables.appTokens.includes(token),
      }),
    ];
  };
  const others = tenants.keys.filter((key) => key !== tenantKey);
  const handlers = madeWhenAsked(
    others,
    (key) => new Map(routesOf(key).map((route) => [routeName(route), route.handle])),
  );
  const routes = routesOf(tenantKey);
  return new Gateway({ options, apps, tokens, routes, handlers, stats, faults, state });
}

/** What the company with a key is made of. */
function companyOptions(options: ResolvedSandboxOptions): (tenantKey: string) => ResolvedSandboxOptions {
  const extras = new Map(options.extraTenants.map((extra) => [extra.tenantKey, extra]));
  return (tenantKey) => {
    const extra = extras.get(tenantKey);
    return extra === undefined ? options : { ...options, ...extra.size, seed: extra.seed, tenantName: extra.name };
  };
}

function needed<T>(all: ByTenant<T>, tenantKey: string): T {
  const found = all.get(tenantKey);
  if (found === undefined) throw new SandboxUseError(`There is no tenant ${tenantKey}`);
  return found;
}

function toSandbox(parts: Parts, url: string, close: () => Promise<void>): Sandbox {
  const { options, apps, tenantKey, tenants, events, identity, tokens, stats, faults, state } = parts;
  const [tenant, people] = [needed(tenants, tenantKey), needed(parts.people, tenantKey)];
  return {
    url,
    options,
    tenant,
    tenantKey,
    tenants,
    events,
    identity,
    faults,
    people,
    peopleOf: (key) => needed(parts.people, key),
    say: (said) => people.say(said),
    stats: () => stats.snapshot(),
    resetStats: () => stats.reset(),
    setContactRange: (range) => tenant.setContactRange(range),
    setAttendanceRange: (range) => tenant.setAttendanceRange(range),
    setGrantedScopes: (scopes, appId = options.appId) => apps.grant(appId, scopes),
    scopesAppliedFor: (appId = options.appId) => apps.require(appId).appliedFor,
    setBotStatus: (status, appId = options.appId) => {
      apps.require(appId).botStatus = status;
    },
    signInAs: (openId) => {
      identity.signedIn = openId ?? undefined;
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
    revokeTokens: () => tokens.revokeAll(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function closeServer(server: Server, events: EventPublisher): Promise<void> {
  return new Promise((resolve) => {
    events.close();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
