import { tenantKeyOf } from './account-routes.ts';
import { hash32 } from './random.ts';
import type { SandboxTenant, TenantSize } from './sandbox-options.ts';

/** So small that ten thousand of them fit beside each other. */
const smallSize: TenantSize = {
  users: 5,
  departments: 2,
  groups: 0,
  approvals: { definitions: 0, instancesPerDay: 0, days: 1 },
  attendance: { days: 1, live: false },
  bases: [{ tables: 1, records: 20 }],
};

/** Companies for `extraTenants`, as an app of the store has them; the same ones for the same seed. */
export function manyTenants({
  count,
  seed = 1,
  size = {},
}: {
  readonly count: number;
  readonly seed?: number;
  readonly size?: TenantSize;
}): SandboxTenant[] {
  return Array.from({ length: count }, (_, at) => {
    const own = hash32(seed, 'many-tenants', at);
    return { tenantKey: tenantKeyOf(own), name: `公司 ${at + 1}`, seed: own, size: { ...smallSize, ...size } };
  });
}
