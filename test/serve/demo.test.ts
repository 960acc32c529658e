import { expect, test } from 'vitest';
import { isObject, type JsonObject, readText } from '../../src/util/json.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { ServiceFolder } from '../support/serving.ts';

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

test('the demo of the service: two pipelines have run, a live one follows events, and figures tell of both', async () => {
  using folder = new ServiceFolder();
  const demo = beginLarkstream(['demo', '--service', '--port', '0', '--keep', folder.path]);
  const line = await demo.next('service_demo');
  expect(line.runs).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }]);
  const [url, login, password] = ['url', 'login', 'password'].map((name) => readText(line, name) ?? '');
  const api = await signedIn(url ?? '', { login: login ?? '', password: password ?? '' });
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
  expect(await demo.end('SIGTERM')).toBe(0);
});
