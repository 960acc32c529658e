import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractEndpoint, contractEndpoints } from '../../src/sandbox/contract.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

const startedAtMs = Date.UTC(2026, 8, 16, 4);
let sandbox: Sandbox;
let authorization: string;
/** Values that exist here, so that not every request ends at the first check. */
let known: string[];
/** The values of the paths' parameters. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  sandbox = await startSandbox({
    startedAtMs,
    now: () => startedAtMs,
    limits: 'off',
    users: 12,
    departments: 6,
    approvals: { definitions: 2, instancesPerDay: 1, days: 3 },
    bases: [{ tables: 1, records: 20 }],
  });
  authorization = `Bearer ${await new SandboxCaller(sandbox).token()}`;
  const { directory, groups, approvals, tables, attendance } = sandbox.tenant;
  const person = directory.personAt(1);
  const [app = ''] = tables.appTokens;
  const [table = ''] = tables.tableIds(app);
  ids = {
    app_token: app,
    table_id: table,
    record_id: tables.recordId(app, table, 2),
    approval_code: approvals.approvalCodes[0] ?? '',
    instance_id: String([...approvals.apiInstances()][0]?.instance_code),
    user_id: person.openId,
    department_id: '0',
    file_token: app,
  };
  known = [
    ...[
      person.openId,
      person.unionId,
      person.userId,
      person.employeeNo,
      '0',
      '1',
      '20',
      '50',
      'true',
      'open_id',
      'user_id',
    ],
    ...[groups.all()[0]?.id ?? '', attendance.roster.groups[0]?.id ?? '', attendance.roster.shifts[0]?.id ?? ''],
    ...[app, table, tables.recordId(app, table, 0), String(tables.fields(app, table)[0]?.field_name)],
    ...[approvals.approvalCodes[0] ?? '', String([...approvals.apiInstances()][0]?.instance_code)],
    ...[...directory.departments.generatedIds].slice(0, 2),
    ...['employee_id', 'bitable', String(startedAtMs), String(startedAtMs / 1000), '20260916', 'PENDING', 'and', 'is'],
  ];
});
afterAll(() => sandbox.close());

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

interface RawRequest {
  /** The sandbox that all tests share unless another one is given. */
  readonly at?: Sandbox;
  readonly method: string;
  readonly target: string;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** By Node's own client, which sends the target as it is; `undefined` when the connection was closed without an answer. */
async function ask({ at = sandbox, method, target, body, headers = {} }: RawRequest): Promise<Answer | undefined> {
  const { hostname, port } = new URL(at.url);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return await new Promise((resolve) => {
    const sent = httpRequest(
      { hostname, port, method, path: target, headers: { authorization, ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const type = String(response.headers['content-type']);
          resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString('utf8') });
        });
      },
    );
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}

/** An answer as the platform gives it: JSON with a code, or the text of an unknown path; never a bug of the sandbox. */
function expectPlatformAnswer(asking: RawRequest, answer: Answer | undefined): void {
  const shown = JSON.stringify({ ...asking, body: asking.body?.slice(0, 2_000), answer: answer?.text.slice(0, 500) });
  if (answer === undefined) throw new Error(`no answer: ${shown}`);
  if (answer.status === 404 && answer.text === '404 page not found') return;
  const json = tryParseJson(answer.text);
  if (!isObject(json) || typeof json.code !== 'number') throw new Error(`no platform answer: ${shown}`);
  if (json.code === 1500) throw new Error(`a bug: ${shown}`);
  if (!answer.type.startsWith('application/json')) throw new Error(`not JSON: ${shown}`);
}

async function expectAlive(): Promise<void> {
  expect((await new SandboxCaller(sandbox).call('GET', '/open-apis/contact/v3/scopes')).code).toBe(0);
}

const endpoints = [...contractEndpoints().values()].filter(({ path }) => !path.includes('/medias/'));
const oddText = fc.oneof(
  { weight: 3, arbitrary: fc.nat().map((at) => known[at % known.length] ?? '') },
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '-1',
    '0',
    '1e9',
    '9007199254740993',
    'NaN',
    'null',
    '[]',
    '{}',
    '__proto__',
    'constructor',
    '\u0000',
    '%',
    'toString',
  ),
);
const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: oddText },
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(oddText, { maxLength: 5 }),
  fc.array(
    fc.record({
      field_name: oddText,
      operator: fc.constantFrom('is', 'contains', 'isGreater', 'isEmpty', 'x'),
      value: fc.array(oddText),
    }),
    { maxLength: 3 },
  ),
  fc.array(fc.record({ fields: fc.dictionary(oddText, fc.jsonValue()), record_id: oddText }), { maxLength: 3 }),
  fc.constantFrom<unknown[]>(1e300, -1, 0, 20260231, startedAtMs, null, true, [null], [[[]]], {
    conjunction: 'and',
    conditions: [],
    children: [{}],
  }),
);

function asking(endpoint: ContractEndpoint): fc.Arbitrary<RawRequest> {
  const names = (fields: ContractEndpoint['query']): string[] => [
    ...fields.map(({ name }) => name),
    '__proto__',
    'page_token',
  ];
  return fc
    .record({
      params: fc.array(oddText, { minLength: 4, maxLength: 4 }),
      query: fc.array(fc.tuple(fc.constantFrom(...names(endpoint.query)), oddText), { maxLength: 6 }),
      body: fc.dictionary(fc.constantFrom(...names(endpoint.body)), oddJson, { maxKeys: 6 }),
    })
    .map(({ params, query, body }) => {
      let at = 0;
      const path = endpoint.path.replace(/:\w+/g, () => encodeURIComponent(params[at++] ?? '') || 'x');
      const search = query
        .map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='))
        .join('&');
      return { method: endpoint.method, target: `${path}?${search}`, body: JSON.stringify(body) };
    });
}

describe('whatever is asked', () => {
  test('every endpoint answers as the platform does, or refuses', async () => {
    const each = fc.constantFrom(...endpoints).chain(asking);
    await fc.assert(
      fc.asyncProperty(each, async (one) => expectPlatformAnswer(one, await ask(one))),
      { numRuns: 1_000 },
    );
    await expectAlive();
  });

  test('bodies that are no JSON, nested a hundred thousand deep, or longer than anything sensible', async () => {
    const deep = (open: string, close: string): string => open.repeat(100_000) + close.repeat(100_000);
    const bodies = [
      '{',
      '[]',
      'null',
      '"text"',
      '1e999',
      '\u0000',
      '{"a":}',
      'a=b&c=d',
      '\ufeff{}',
      '{"user_ids":'.repeat(5_000),
      deep('[', ']'),
      deep('{"a":', '').concat('1', '}'.repeat(100_000)),
      `{"filter":${deep('[', ']')}}`,
      `{"filter":${'{"conjunction":"and","conditions":[],"children":['.repeat(20_000)}${']}'.repeat(20_000)}}`,
      `{"fields":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
      `{"user_ids":${JSON.stringify(Array.from({ length: 200_000 }, (_, at) => `u${at}`))}}`,
      `{"page_size":"${'9'.repeat(1_000_000)}","fields":{"${'x'.repeat(1_000_000)}":1}}`,
    ];
    for (const { method, path } of endpoints.filter((endpoint) => endpoint.method !== 'GET')) {
      const target = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'x');
      // What takes long is tried where the body is looked into.
      const reads = /search$|records$|query$/.test(path);
      for (const body of bodies.filter((text) => reads || text.length < 10_000)) {
        const one = { method, target, body };
        expectPlatformAnswer(one, await ask(one));
      }
    }
    await expectAlive();
  });

  test('a body without end is refused before it fills the memory', async () => {
    for (const target of [
      '/open-apis/bitable/v1/apps/a/tables/b/records',
      '/sandbox/mutate',
      '/callback/ws/endpoint',
    ]) {
      const body = 'x'.repeat(40_000_000);
      const answer = await ask({ method: 'POST', target, body });
      // The server may close before all has been sent; then there is no answer to be seen.
      if (answer !== undefined) expect([target, answer.status]).toEqual([target, 413]);
    }
    await expectAlive();
  });

  test.each([
    ['/open-apis/contact/v3/users/%'],
    ['/open-apis/contact/v3/users/%ff%fe?user_id_type=%'],
    ['/open-apis/contact/v3/users/batch?user_ids=%E0%A4%A&user_ids=&&&=&==='],
    ['/open-apis//contact/v3/scopes'],
    ['/open-apis/contact/v3/scopes/////'],
    ['/open-apis/../sandbox/stats'],
    ['//'],
    ['/'],
    ['*'],
    ['http://other.example/open-apis/contact/v3/scopes'],
    ['/sandbox/'],
    ['/sandbox/constructor'],
    ['/callback/'],
    [`/open-apis/contact/v3/users/${'a'.repeat(8_000)}`],
    [`/open-apis/contact/v3/users/batch?${'user_ids=ou_1&'.repeat(500)}`],
  ])('the target %s', async (target) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const one = { method, target, body: method === 'GET' ? undefined : '{}' };
      expectPlatformAnswer(one, await ask(one));
    }
    await expectAlive();
  });

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic eA==',
    `Bearer t-${'x'.repeat(5_000)}`,
    'Bearer t-\u00ff',
    'bearer t-x y z',
    ',',
  ])('the header Authorization: %j', async (header) => {
    const one = { method: 'GET', target: '/open-apis/contact/v3/scopes', headers: { authorization: header } };
    expectPlatformAnswer(one, await ask(one));
  });

  test('the control API', async () => {
    await using steered = await startSandbox({ users: 5, limits: 'off' });
    const bodies = [
      '',
      '[]',
      'x',
      '{"kind":1}',
      '{"kind":"__proto__"}',
      '{"kind":"person.add","departments":["nowhere"]}',
      '{"kind":"person.rename","open_id":"x","name":"y"}',
      '{"kind":"record.edit","app_token":"x","table_id":"y","record_id":"z"}',
      '{"kind":"flow.add","open_id":"x","check_time":1e300}',
      '{"kind":"result.change","open_id":"x","day":0}',
      '{"kind":"approval.create","approval_code":"x"}',
      '{"tenant_key":"x","kind":"person.add"}',
      '{"rules":[1]}',
      '{"rules":[{"path":"*"}]}',
      '{"per_second":-1}',
      '{"per_second":"x"}',
      '{"app_id":"x","mode":"nothing"}',
      '{"app_id":null,"url":7}',
      '[['.repeat(50_000),
    ];
    for (const path of [
      'stats',
      'reset-stats',
      'mutate',
      'faults',
      'activity',
      'events',
      'configure',
      'install',
      'uninstall',
      'push',
    ])
      for (const method of ['GET', 'POST']) {
        for (const body of bodies) {
          const answer = await ask({ at: steered, method, target: `/sandbox/${path}`, body });
          expect(answer === undefined ? 'none' : answer.status).not.toBe('none');
          expect(answer?.status).toBeLessThan(500);
        }
      }
    expect((await new SandboxCaller(steered).issue()).code).toBe(0);
  });

  test.each([
    'GET // HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    'GET http:// HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    'GET /ws/v2?ticket=%ff HTTP/1.1\r\nHost: x\r\nUpgrade: nonsense\r\nConnection: Upgrade\r\n\r\n',
    'CONNECT a:b HTTP/1.1\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000',
    'POST /open-apis/contact/v3/users/batch_get_id HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a',
    'POST /sandbox/mutate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  ])('bytes that are no request, and a hang-up in the middle: %j', async (bytes) => {
    const { hostname, port } = new URL(sandbox.url);
    for (let turn = 0; turn < 5; turn++) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(bytes, () => (turn % 2 === 0 ? socket.resetAndDestroy() : socket.end()));
        });
        socket.on('error', () => undefined);
        socket.resume();
        socket.on('close', () => resolve());
      });
    }
    await expectAlive();
  });
});
