import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';

const startDate: string = new Date(Date.now() - 8 * 86_400_000).toISOString().slice(0, 10);

/** A small tenant with something in every stream. */
export async function startTenant(settings: SandboxOptions = {}): Promise<Sandbox> {
  return await startSandbox({
    limits: 'off',
    users: 30,
    approvals: { definitions: 3, instancesPerDay: 4, days: 8 },
    attendance: { days: 6, live: false },
    bases: [
      { tables: 1, records: 700 },
      { tables: 2, records: 120 },
    ],
    ...settings,
  });
}

/** The settings of a connector for a tenant; parts can be replaced. */
export function sourceConfig(sandbox: Sandbox, more: JsonObject = {}): JsonObject {
  const { approvals, tables } = sandbox.tenant;
  // Without the time in which an approval can be taken back, a second read has less to look at.
  const approval = {
    approval_codes: [...approvals.approvalCodes],
    start_date: startDate,
    lookback_days: 3,
    revert_days: 0,
  };
  return {
    base_url: sandbox.url,
    rate_limit_scale: 0,
    credentials: { auth_type: 'custom_app', app_id: sandbox.options.appId, app_secret: sandbox.options.appSecret },
    modules: {
      approval,
      base: { tables: tables.appTokens.map((token) => ({ app_token: token })), typed_streams: true },
      attendance: { start_date: startDate, lookback_days: 3 },
      contact: {},
    },
    ...more,
  };
}
