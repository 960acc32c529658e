import { contractEndpoints } from './contract.ts';
import { documentedFields, projection } from './projection.ts';
import { randomFor } from './random.ts';
import type { Route } from './route.ts';
import type { ResolvedSandboxOptions } from './sandbox-options.ts';

/** Tokens and the tenant. The token paths are answered by the gateway itself. */
export function accountRoutes(options: ResolvedSandboxOptions, tenantKey: string): readonly Route[] {
  return [
    tokenRoute('/open-apis/auth/v3/tenant_access_token/internal'),
    tokenRoute('/open-apis/auth/v3/app_access_token/internal'),
    tokenRoute('/open-apis/auth/v3/app_access_token'),
    tokenRoute('/open-apis/auth/v3/tenant_access_token'),
    tokenRoute('/open-apis/auth/v3/app_ticket/resend'),
    tenantRoute(options, tenantKey),
  ];
}

/** The key of the company whose custom apps there are. */
export function tenantKeyOf(seed: number): string {
  return randomFor(seed, 'tenant-key').hex(16);
}

function tokenRoute(path: string): Route {
  return { method: 'POST', path, isFlat: true, handle: () => ({ data: {} }) };
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
