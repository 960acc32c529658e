import { contractScopes } from './contract.ts';
import type { EventPublisher } from './events/event-publisher.ts';
import { publishedTypes } from './events/published-types.ts';
import type { App, Apps } from './gateway/apps.ts';
import { botName, botOpenId } from './im/bots.ts';
import { randomFor } from './random.ts';
import { ApiFailure, type Exchange, type Route } from './route.ts';
import type { ResolvedSandboxOptions } from './sandbox-options.ts';

/** What the routes of apps answer from. */
interface AppRouteParts {
  readonly options: ResolvedSandboxOptions;
  readonly apps: Apps;
  readonly events: EventPublisher;
}

const prefix = '/open-apis/application/v6';

/** What an app may ask about itself: its scopes, its published version, its bot, its long connections. */
export function appRoutes(parts: AppRouteParts): readonly Route[] {
  const { apps, events } = parts;
  return [
    scopesRoute(parts),
    applyRoute(apps),
    {
      method: 'GET',
      path: `${prefix}/applications/:app_id`,
      handle: (exchange) => ({ data: { app: appInfo(parts, ownApp(parts, exchange)) } }),
    },
    {
      method: 'GET',
      path: `${prefix}/applications/:app_id/app_versions/:version_id`,
      handle: (exchange) => ({ data: { app_version: versionInfo(parts, ownApp(parts, exchange), exchange) } }),
    },
    versionsRoute(parts),
    botRoute(parts),
    outboundRoute,
    {
      method: 'GET',
      path: '/open-apis/event/v1/connection',
      handle: ({ appId }) => ({ data: { online_instance_cnt: events.hub.connections(appId) } }),
    },
  ];
}

/** 1 granted, 2 not. The documented sample writes names without their `contact:` part; a switch chooses. */
function scopesRoute({ options, apps }: AppRouteParts): Route {
  const shown = (scope: string): string =>
    options.switches.scopeNames === 'full' ? scope : scope.slice(scope.indexOf(':') + 1);
  return {
    method: 'GET',
    path: `${prefix}/scopes`,
    handle: ({ appId }) => {
      const granted = apps.require(appId).scopes;
      const names = [...new Set([...granted, ...contractScopes()])];
      const scopes = names.map((name) => ({ scope_name: shown(name), grant_status: granted.has(name) ? 1 : 2 }));
      return { data: { scopes } };
    },
  };
}

/** Asks the tenant's administrator for all that the version wants and has not got. Codes: application-v6/scope/apply. */
function applyRoute(apps: Apps): Route {
  return {
    method: 'POST',
    path: `${prefix}/scopes/apply`,
    handle: ({ appId }) => {
      const app = apps.require(appId);
      const wanted = contractScopes().filter((scope) => !app.scopes.has(scope));
      if (wanted.length === 0) throw new ApiFailure(212002, 'unauthorized scopes were empty');
      if (app.appliedFor.length > 0) throw new ApiFailure(212004, 'duplicate apply');
      app.appliedFor = wanted;
      return { data: {} };
    },
  };
}

function ownApp({ options, apps }: AppRouteParts, { params, appId }: Exchange): App {
  if (params.app_id !== appId) throw new ApiFailure(210504, 'no such app in tenant');
  const app = apps.require(appId);
  if (app.kind === 'store' && options.switches.storeAppInfo === 'refused')
    throw new ApiFailure(210505, 'target app not a custom app');
  return app;
}

function versionIdOf({ options }: AppRouteParts, app: App): string {
  return `oav_${randomFor(options.seed, 'version', app.appId).hex(32)}`;
}

function scopesOf(app: App): unknown {
  return [...app.scopes].map((scope) => ({ scope, description: scope, level: 1, token_types: ['tenant'] }));
}

function appInfo(parts: AppRouteParts, app: App): unknown {
  return {
    app_id: app.appId,
    status: 1,
    scene_type: app.kind === 'store' ? 1 : 0,
    payment_type: 0,
    create_source: 'developer_console',
    redirect_urls: app.redirectUrls ?? [],
    online_version_id: versionIdOf(parts, app),
    app_name: 'Sandbox bot',
    scopes: scopesOf(app),
    primary_language: 'zh_cn',
  };
}

/** Its versions: the one that is published. */
function versionsRoute(parts: AppRouteParts): Route {
  return {
    method: 'GET',
    path: `${prefix}/applications/:app_id/app_versions`,
    handle: (exchange) => {
      const app = ownApp(parts, exchange);
      return { data: { items: [versionFacts(parts, app)], page_token: '', has_more: false } };
    },
  };
}

/** The addresses from which events and callbacks come. */
const outboundRoute: Route = {
  method: 'GET',
  path: '/open-apis/event/v1/outbound_ip',
  handle: () => ({ data: { ip_list: ['127.0.0.1'], page_token: '', has_more: false } }),
};

/** The one published version: what is granted and subscribed now. Which of its two lists of events is filled is a switch. */
function versionInfo(parts: AppRouteParts, app: App, { params }: Exchange): unknown {
  if (params.version_id !== versionIdOf(parts, app)) throw new ApiFailure(211002, 'no such version_id');
  return versionFacts(parts, app);
}

function versionFacts(parts: AppRouteParts, app: App): unknown {
  const versionId = versionIdOf(parts, app);
  const { versionEvents } = parts.options.switches;
  const types = publishedTypes(app.events.types);
  const infos = types.map((type) => ({ event_type: type, event_name: type, event_description: type }));
  const publishedAt = String(Math.trunc(parts.options.startedAtMs / 1000));
  return {
    app_id: app.appId,
    version: '1.0.0',
    version_id: versionId,
    app_name: 'Sandbox bot',
    scopes: scopesOf(app),
    status: 1,
    create_time: publishedAt,
    publish_time: publishedAt,
    ...(app.botStatus === null ? {} : { ability: { bot: { card_request_url: '' } } }),
    ...(versionEvents === 'event_infos' ? {} : { events: types }),
    ...(versionEvents === 'events' ? {} : { event_infos: infos }),
  };
}

function botRoute({ options, apps }: AppRouteParts): Route {
  const avatar_url = 'https://s1-imfile.feishucdn.com/static-resource/v1/bot';
  return {
    method: 'GET',
    path: '/open-apis/bot/v3/info',
    isFlat: true,
    handle: ({ appId }) => {
      const { botStatus } = apps.require(appId);
      if (botStatus === null) throw new ApiFailure(11205, 'app do not have bot');
      const bot = {
        activate_status: botStatus,
        app_name: botName(options, appId),
        avatar_url,
        ip_white_list: [],
        open_id: botOpenId(options, appId),
      };
      return { data: { bot } };
    },
  };
}
