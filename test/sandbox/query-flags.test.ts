import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractEndpoints } from '../../src/sandbox/contract.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type CallOptions, SandboxCaller } from '../support/sandbox-caller.ts';

const startedAtMs = Date.UTC(2026, 8, 16, 4);
const flags = [...contractEndpoints().values()].flatMap((endpoint) =>
  endpoint.query
    .filter(({ type }) => type === 'boolean')
    .map(({ name }) => ({ method: endpoint.method, path: endpoint.path, name })),
);
/** Parameters that the sandbox takes and that change nothing in it. */
const withoutEffect = new Set([
  'with_option',
  'display_formula_ref',
  'with_shared_url',
  'ignore_consistency_check',
  'text_field_as_array GET /open-apis/bitable/v1/apps/:app_token/tables/:table_id/fields',
  'nested_mutable_group GET /open-apis/approval/v4/approvals/:approval_code',
]);

let sandbox: Sandbox;
let caller: SandboxCaller;
let instanceWithGroup: string;
beforeAll(async () => {
  sandbox = await startSandbox({
    startedAtMs,
    now: () => startedAtMs,
    limits: 'off',
    users: 20,
    departments: 12,
    switches: { attendanceLeavers: 'on-request', unconfirmedShapes: true },
  });
  caller = new SandboxCaller(sandbox);
  const { directory, approvals } = sandbox.tenant;
  for (const { form, instance_code } of approvals.apiInstances())
    if (String(form).includes('"mutableGroup"')) instanceWithGroup = String(instance_code);
  directory.removePerson(directory.personAt(5).openId);
});
afterAll(() => sandbox.close());

/** What one call of each endpoint needs besides the flag. */
function exampleOf(path: string): CallOptions {
  const { approvals, tables, directory } = sandbox.tenant;
  const [approval_code = ''] = approvals.approvalCodes;
  const [app_token = ''] = tables.appTokens;
  const [table_id = ''] = tables.tableIds(app_token);
  const record_id = tables.recordId(app_token, table_id, 0);
  const user_ids = [directory.personAt(4).userId, directory.personAt(5).userId];
  const window = { check_time_from: String(startedAtMs / 1000 - 864_000), check_time_to: String(startedAtMs / 1000) };
  return {
    params: {
      approval_code,
      app_token,
      table_id,
      record_id,
      department_id: '0',
      instance_id: instanceWithGroup,
    },
    query: path.includes('/attendance/') ? { employee_type: 'employee_id' } : { page_size: '50' },
    body: { user_ids, ...window, check_date_from: 20260901, check_date_to: 20260916, fields: {}, records: [] },
  };
}

describe('booleans in a query string', () => {
  test.each(flags)('$name of $method $path means the same however it is written', async ({ method, path, name }) => {
    if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'DELETE') throw new Error(method);
    const ask = async (value: string | undefined): Promise<string> => {
      const { query, ...example } = exampleOf(path);
      const answer = await caller.call(method, path, {
        ...example,
        query: { ...query, ...(value === undefined ? {} : { [name]: value }) },
      });
      // Ids of calls and signatures of links are others each time.
      return answer.text.replace(/"log_id":.*/, '').replace(/signature=\w+/g, '');
    };
    // A write does something new each time.
    if (method === 'GET' || path.endsWith('/query')) {
      const [set, unset] = [await ask('true'), await ask('false')];
      for (const text of ['True', 'TRUE', '1', 't']) expect([text, await ask(text)]).toEqual([text, set]);
      for (const text of ['False', 'FALSE', '0', 'f', '', undefined])
        expect([text, await ask(text)]).toEqual([text, unset]);
      const hasEffect = !withoutEffect.has(name) && !withoutEffect.has(`${name} ${method} ${path}`);
      expect(set !== unset).toBe(hasEffect);
    }
    for (const text of ['yes', '2', 'null', 'tru', ' true']) expect(await ask(text)).toContain('"code":99992402');
  });

  test('there are some', () => expect(flags.length).toBeGreaterThan(9));
});
