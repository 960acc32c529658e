import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/gateway/fault-plan.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, readNumber, readObject, readObjects, readText } from '../../src/util/json.ts';
import { configure, lastStates } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { runSource, type SourceRan } from '../support/run-source.ts';

/** One failed stream does not stop the others; every failure is a typed message, and none of them shows a secret. */
let sandbox: Sandbox;
let streams: JsonObject[];
/** Every tenant of these settings has the same streams. */
beforeAll(async () => {
  await using tenant = await startTenant();
  streams = (await runSource('discover', { config: sourceConfig(tenant) })).streams;
});
beforeEach(async () => {
  sandbox = await startTenant();
});
afterEach(async () => {
  await sandbox.close();
});

const nameOf = (stream: JsonObject): string => readText(stream, 'name') ?? '';
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const flows = '/open-apis/attendance/v1/user_flows/query';
const detail = '/open-apis/approval/v4/instances/:instance_id';

async function read(more: JsonObject = {}, onMessage?: (message: JsonObject) => void): Promise<SourceRan> {
  return await runSource(
    'read',
    { config: sourceConfig(sandbox, more), catalog: configure(streams) },
    onMessage === undefined ? {} : { onMessage },
  );
}

/** What every failed read owes to whoever reads its messages. */
function expectTold(ran: SourceRan): void {
  expect(ran.code).toBe(1);
  const failed = new Set(ran.errors.map((error) => readText(readObject(error, 'stream_descriptor'), 'name')));
  for (const stream of streams) {
    const statuses = ran.statusesOf(nameOf(stream));
    expect(['COMPLETE', 'INCOMPLETE'], nameOf(stream)).toContain(statuses.at(-1));
    if (statuses.at(-1) === 'INCOMPLETE' && !failed.has(null))
      expect(failed.has(nameOf(stream)), nameOf(stream)).toBe(true);
  }
  for (const error of ran.errors) {
    expect(['config_error', 'transient_error', 'system_error']).toContain(error.failure_type);
    expect(readText(error, 'message')).toMatch(/\. \S.{10,}/);
    expect(readText(error, 'message')).not.toMatch(/\bat .+:\d+:\d+/);
  }
  expectNoSecret(ran);
}

function expectNoSecret({ out, error }: SourceRan, ...more: string[]): void {
  const said = out + error;
  for (const secret of [sandbox.options.appSecret, sandbox.options.appId, ...more]) expect(said).not.toContain(secret);
  expect(said).not.toMatch(/\b[tau]-[A-Za-z0-9_.-]{20,}/);
  expect(said).not.toMatch(/Bearer\s+\S/i);
}

describe('a part fails, the rest arrives', () => {
  test('a Base that is withdrawn: its streams are incomplete, with the remedy', async () => {
    const [withdrawn = '', other = ''] = sandbox.tenant.tables.appTokens;
    sandbox.tenant.tables.setShared(withdrawn, false);
    const ran = await read();
    expectTold(ran);
    expect(ran.endedAs('INCOMPLETE').every((name) => name.startsWith('base_'))).toBe(true);
    expect(ran.endedAs('INCOMPLETE')).toContain('base_records');
    // Typed streams of the other Base are not concerned.
    const typed = sandbox.tenant.tables.tableIds(other).map((table) => `base_${other}_${table}`);
    expect(ran.endedAs('COMPLETE')).toEqual(expect.arrayContaining(typed));
    expect(ran.rows('base_records').every((row) => row.app_token === other)).toBe(true);
    expect(ran.errors.some((error) => readText(error, 'message')?.includes('Add document app'))).toBe(true);
    expect(ran.errors.every((error) => error.failure_type === 'config_error')).toBe(true);
  });

  test('an error code inside HTTP 200 in the middle of a table never ends as complete', async () => {
    sandbox.faults.add({ path: search, kind: 'code-in-200', code: 1254302, after: 1 });
    const ran = await read();
    expectTold(ran);
    expect(ran.rows('base_records').length).toBeGreaterThan(0);
    expect(ran.endedAs('INCOMPLETE')).toContain('base_records');
    expect(ran.endedAs('COMPLETE')).toContain('approval_instances');
  });

  test('an unknown approval code leaves the other codes whole', async () => {
    const { approvals } = sandbox.tenant;
    const codes = [...approvals.approvalCodes, '00000000-0000-0000-0000-000000000000'];
    const modules = { approval: { approval_codes: codes, revert_days: 0 } };
    const wanted = streams.filter((stream) => nameOf(stream).startsWith('approval_'));
    const ran = await runSource('read', { config: sourceConfig(sandbox, { modules }), catalog: configure(wanted) });
    expect(ran.code).toBe(1);
    expect(new Set(ran.rows('approval_instances').map((row) => row.approval_code))).toEqual(
      new Set(approvals.approvalCodes),
    );
    expect(ran.errors[0]).toMatchObject({ failure_type: 'config_error' });
    expectNoSecret(ran);
  });

  test('a scope that was not granted is a configuration error that names it', async () => {
    const scopes = sandbox.options.grantedScopes.filter((scope) => !scope.startsWith('attendance:'));
    sandbox.setGrantedScopes(scopes);
    const ran = await read();
    expectTold(ran);
    expect(ran.endedAs('INCOMPLETE').every((name) => name.startsWith('attendance_'))).toBe(true);
    expect(JSON.stringify(ran.errors)).toContain('attendance:task:readonly');
  });

  test('after a transient failure the next attempt reads the rest', async () => {
    sandbox.faults.add({ path: detail, kind: 'code-in-200', code: 1390003, after: 5, times: 2 });
    sandbox.faults.add({ path: flows, kind: 'code-in-200', code: 1220001, times: 1 });
    const first = await read();
    sandbox.faults.clear();
    const second = await runSource('read', {
      config: sourceConfig(sandbox),
      catalog: configure(streams),
      state: lastStates(first.states),
    });
    expect(second.code).toBe(0);
    const truth = await read();
    for (const name of ['approval_instances', 'attendance_user_flows']) {
      const key = name === 'approval_instances' ? 'instance_code' : 'record_id';
      const held = new Set([...first.rows(name), ...second.rows(name)].map((row) => row[key]));
      for (const row of truth.rows(name)) expect(held.has(row[key])).toBe(true);
    }
  });
});

describe('a read fails in all of its streams', () => {
  test('a wrong secret: one configuration error, every stream incomplete', async () => {
    const secret = 'this-is-not-the-secret-of-the-app';
    const credentials = { auth_type: 'custom_app', app_id: sandbox.options.appId, app_secret: secret };
    const wanted = streams.filter((stream) => nameOf(stream) === 'contact_users');
    const ran = await runSource('read', { config: sourceConfig(sandbox, { credentials }), catalog: configure(wanted) });
    expect(ran.code).toBe(1);
    expect(ran.errors.filter((error) => error.stream_descriptor === undefined)).toHaveLength(1);
    expect(ran.errors.at(-1)).toMatchObject({ failure_type: 'config_error' });
    expect(ran.statusesOf('contact_users')).toEqual(['STARTED', 'INCOMPLETE']);
    expectNoSecret(ran, secret);
  });

  test('the monthly quota runs out: what came is covered by states', async () => {
    sandbox.setMonthlyQuota(40);
    const ran = await read();
    expectTold(ran);
    expect(JSON.stringify(ran.errors)).toMatch(/quota/i);
    for (const stream of streams) {
      const counted = ran
        .statesOf(nameOf(stream))
        .reduce((sum, state) => sum + (readNumber(readObject(state, 'sourceStats'), 'recordCount') ?? 0), 0);
      expect(counted, nameOf(stream)).toBe(ran.rows(nameOf(stream)).length);
    }
  });

  /** Half answers for minutes: `lasting-failures.test.ts`. */
  test.each<[string, FaultRule]>([
    ['tokens that are never accepted', { path: '*', kind: 'invalid-token', after: 30 }],
    ['an address that is not allowed', { path: '*', kind: 'code-in-200', code: 99991401, after: 30 }],
  ])('%s end as typed errors', async (_, rule) => {
    sandbox.faults.add(rule);
    const ran = await read();
    expectTold(ran);
  });

  test.each<[string, JsonObject]>([
    ['another host', { base_url: 'http://127.0.0.1:9' }],
    ['a host with credentials in it', { base_url: 'http://user:hunter2pass@127.0.0.1:9' }],
    ['settings of no sense', { modules: { approval: { approval_codes: [] } } }],
  ])('%s: one clear line, in read and in check', async (_, more) => {
    const wanted = streams.filter((stream) => nameOf(stream) === 'contact_users');
    const config = sourceConfig(sandbox, more);
    const ran = await runSource('read', { config, catalog: configure(wanted) });
    const checked = await runSource('check', { config });
    expect(ran.code).toBe(1);
    expect(ran.errors.length).toBeGreaterThan(0);
    expect(checked.code).toBe(0);
    expect(checked.connectionStatuses).toMatchObject([{ status: 'FAILED' }]);
    for (const one of [ran, checked]) expectNoSecret(one, 'hunter2pass');
  });
});

describe('messages during a read', () => {
  test('waiting for quota is RUNNING with the reason and when it ends', async () => {
    const wanted = streams.filter((stream) => nameOf(stream) === 'contact_group_members');
    const before = Date.now();
    const ran = await runSource('read', {
      config: sourceConfig(sandbox, { rate_limit_scale: 0.03 }),
      catalog: configure(wanted),
    });
    expect(ran.code).toBe(0);
    const limited = ran.statuses.filter((status) => Array.isArray(status.reasons));
    expect(limited.length).toBeGreaterThan(0);
    for (const status of limited) {
      expect(status.status).toBe('RUNNING');
      const [reason = {}] = readObjects(status, 'reasons');
      expect(reason.type).toBe('RATE_LIMITED');
      expect(readNumber(readObject(reason, 'rate_limited'), 'quota_reset')).toBeGreaterThan(before);
    }
    expect(ran.statusesOf('contact_group_members').at(-1)).toBe('COMPLETE');
  });

  test('no output of a successful read contains a secret, even in debug mode', async () => {
    const ran = await runSource(
      'read',
      { config: sourceConfig(sandbox), catalog: configure(streams) },
      { env: { LOG_LEVEL: 'DEBUG' } },
    );
    expect(ran.code).toBe(0);
    expect(ran.logs.filter((line) => line.startsWith('DEBUG')).length).toBeGreaterThan(10);
    expectNoSecret(ran);
    const checked = await runSource('check', { config: sourceConfig(sandbox) }, { env: { LOG_LEVEL: 'DEBUG' } });
    expectNoSecret(checked);
    expect(checked.messages.every(isObject)).toBe(true);
  });

  test('a server that repeats the secret in its answers does not get it into ours', async () => {
    const { appSecret } = sandbox.options;
    sandbox.faults.add({
      path: search,
      kind: 'code-in-200',
      code: 1254302,
      message: `secret ${appSecret} t-${'x'.repeat(30)}`,
    });
    const ran = await read();
    expectTold(ran);
  });
});
