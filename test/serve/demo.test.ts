import { afterAll, expect, test, vi } from 'vitest';
import type { DemoRun } from '../../src/operations/demo/first-runs.ts';
import type * as Real from '../../src/operations/demo/open-service-demo.ts';
import type { ServiceDemo } from '../../src/operations/demo/open-service-demo.ts';
import { isObject, type JsonObject, readText } from '../../src/util/json.ts';
import { FailingTenant } from '../support/failing-tenant.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { ServiceFolder } from '../support/serving.ts';
import { walk } from '../support/walk.ts';
import { serviceDemoSituation } from '../support/working-situations.ts';

/** What an account asks of the service, with its cookie. */
async function signedIn(url: string, { login, password }: { readonly login: string; readonly password: string }) {
  const json = { 'content-type': 'application/json', origin: url };
  const entered = await fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login, password }),
  });
  expect(entered.status).toBe(200);
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const read = async (answer: Response): Promise<JsonObject> => {
    const body: unknown = await answer.json();
    return isObject(body) ? body : {};
  };
  return {
    get: async (path: string) => await read(await fetch(`${url}/api/v1${path}`, { headers: { cookie } })),
    create: async (path: string, body: JsonObject) =>
      await read(
        await fetch(`${url}/api/v1${path}`, {
          method: 'POST',
          headers: { ...json, cookie, 'idempotency-key': 'only-once-in-this-test' },
          body: JSON.stringify(body),
        }),
      ),
  };
}

/** Its start takes long: all that is asked of it here is asked of one. */
const opened = vi.hoisted((): { demo: Promise<ServiceDemo> | undefined; runs: DemoRun[] } => ({
  demo: undefined,
  runs: [],
}));
vi.mock('../../src/operations/demo/open-service-demo.ts', async (load) => {
  const actual = await load<typeof Real>();
  const openServiceDemo: typeof actual.openServiceDemo = async (options) => {
    if (opened.demo !== undefined) options.onMaking?.(options.folder ?? '');
    opened.demo ??= actual.openServiceDemo(options);
    const demo = await opened.demo;
    const firstRuns: ServiceDemo['firstRuns'] = async function* (signal) {
      if (opened.runs.length > 0) return yield* opened.runs;
      for await (const one of demo.firstRuns(signal)) {
        opened.runs.push(one);
        yield one;
      }
    };
    return { ...demo, firstRuns, close: async () => undefined };
  };
  return { ...actual, openServiceDemo };
});

const folder = new ServiceFolder();
const tenant = await FailingTenant.start();
afterAll(async () => {
  await (await opened.demo)?.close();
  await tenant[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

test('the demo of the service tells in both languages of an account, two runs that have ended and a terminal', async () => {
  await walk(serviceDemoSituation(folder.path), tenant);
  expect(opened.runs).toMatchObject([
    { pipeline: 'People and attendance', run: { state: 'succeeded' } },
    { pipeline: 'Approvals', run: { state: 'succeeded' } },
  ]);
});

test('whoever follows what it tells sees pipelines in a terminal, signs in, and finds a live pipeline and figures of all', async () => {
  const ended = await runInProcess([...serviceDemoSituation(folder.path).argv(), '--json'], {
    endWhen: /service_demo/,
  });
  const line = ended.events.find(({ event }) => event === 'service_demo') ?? {};
  expect(line.runs).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }]);
  const [url = '', login = '', password = '', token = ''] = ['url', 'login', 'password', 'token'].map(
    (name) => readText(line, name) ?? '',
  );
  const env = { LARKSTREAM_SERVER: url, LARKSTREAM_TOKEN: token };
  const listed = await runInProcess(['pipelines', '--json'], { env });
  expect(listed).toMatchObject({
    code: 0,
    events: expect.arrayContaining([
      { event: 'remote_listed', things: 'pipelines', shown: 3, total: 3, totalIsAtLeast: false },
    ]),
  });
  const api = await signedIn(url, { login, password });
  const live = async (): Promise<unknown> => {
    const { items } = await api.get('/runs?trigger=live');
    return Array.isArray(items) ? items[0] : undefined;
  };
  await expect
    .poll(live, { timeout: 60_000 })
    .toMatchObject({ state: 'running', progress: { phase: 'streaming', lagMs: expect.any(Number) } });
  const made = await api.create('/me/tokens', { name: 'metrics', role: 'viewer' });
  expect(made).toMatchObject({ token: expect.any(String) });
  const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${made.token}` } });
  const text = await metrics.text();
  expect(text).toContain('larkstream_runs{state="succeeded"} 2');
  expect(text).toContain('larkstream_members{role="worker"} 1');
  expect(text).toMatch(/larkstream_pipeline_age_seconds\{pipeline="pl_\w+",name="Approvals"\} [\d.]+/);
  expect(text).toMatch(/larkstream_pipeline_lag_seconds\{pipeline="pl_\w+",name="Bases, live"\} [\d.]+/);
  expect(text).toMatch(/larkstream_connection_state\{.*mode="long_connection",state="connected"\} 1/);
});
