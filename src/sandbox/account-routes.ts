import { contractEndpoints, contractScopes } from './contract.ts';
import type { Apps } from './gateway/apps.ts';
import { documentedFields, projection } from './projection.ts';
import { randomFor } from './random.ts';
import type { Exchange, Route } from './route.ts';
import type { ResolvedSandboxOptions } from './sandbox-options.ts';

/** Tokens, the app's granted scopes, the tenant and the bot. The token paths are answered by the gateway itself. */
export function accountRoutes(options: ResolvedSandboxOptions, apps: Apps, tenantKey: string): readonly Route[] {
  return [
    tokenRoute('/open-apis/auth/v3/tenant_access_token/internal'),
    tokenRoute('/open-apis/auth/v3/app_access_token/internal'),
    tokenRoute('/open-apis/auth/v3/app_access_token'),
    tokenRoute('/open-apis/auth/v3/tenant_access_token'),
    tokenRoute('/open-apis/auth/v3/app_ticket/resend'),
    scopesRoute(options, apps),
    tenantRoute(options, tenantKey),
    botRoute(options),
  ];
}

/** The key of the company whose custom apps there are. */
export function tenantKeyOf(seed: number): string {
  return randomFor(seed, 'tenant-key').hex(16);
}

function tokenRoute(path: string): Route {
  return { method: 'POST', path, isFlat: true, handle: () => ({ data: {} }) };
}

/** 1 granted, 2 not. The documented sample writes names without their `contact:` part; a switch chooses. */
function scopesRoute(options: ResolvedSandboxOptions, apps: Apps): Route {
  const shown = (scope: string): string =>
    options.switches.scopeNames === 'full' ? scope : scope.slice(scope.indexOf(':') + 1);
  return {
    method: 'GET',
    path: '/open-apis/application/v6/scopes',
    handle: (exchange: Exchange) => {
      const granted = apps.require(exchange.appId).scopes;
      const names = [...new Set([...granted, ...contractScopes()])];
      const scopes = names.map((name) => ({ scope_name: shown(name), grant_status: granted.has(name) ? 1 : 2 }));
      return { data: { scopes } };
    },
  };
}

function tenantRoute(options: ResolvedSandboxOptions, tenantKey: string): Route {
  const path = '/open-apis/tenant/v2/tenant/query';
  const random = randomFor(options.seed, 'tenant');
  const logo = 'https://s1-imfile.feishucdn.com/static-resource/v1/tenant-logo';
  const domain = options.region === 'feishu' ? 'feishu.cn' : 'larksuite.com';
  const tenant = {
    name: options.tenantName,
    display_id: `F${random.digits(9)}`,
    tenant_tag: 0,
    tenant_key: tenantKey,
    avatar: { avatar_origin: logo, avatar_72: `${logo}_72`, avatar_240: `${logo}_240`, avatar_640: `${logo}_640` },
    domain: `xinghe.${domain}`,
  };
  return {
    method: 'GET',
    path,
    handle: ({ scopes }) => {
      const fields = documentedFields(contractEndpoints().get(`GET ${path}`)?.response ?? [], 'tenant');
      return { data: { tenant: projection(fields, scopes)(tenant) } };
    },
  };
}

function botRoute(options: ResolvedSandboxOptions): Route {
  const bot = {
    activate_status: 2,
    app_name: 'Sandbox bot',
    avatar_url: 'https://s1-imfile.feishucdn.com/static-resource/v1/bot',
    ip_white_list: [],
    open_id: `ou_${randomFor(options.seed, 'bot').hex(32)}`,
  };
  return { method: 'GET', path: '/open-apis/bot/v3/info', isFlat: true, handle: () => ({ data: { bot } }) };
}
