import { beforeAll, expect, test } from 'vitest';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { Role } from '../../../src/model/service/role.ts';
import { headersOf, openTestApi, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let it: TestApi;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  const { store } = it.parts;
  await addPipeline(store, 'pl_1');
  await store.runs.insert(newRun({ id: 'run_1', pipelineId: 'pl_1', trigger: 'live', queuedAt: 1 }));
  return async () => await it[Symbol.asyncDispose]();
}, 120_000);

/** Opens a stream and reads it in the background. */
async function open(method: string, path: string, as: string): Promise<{ text: string; isOver: boolean }> {
  const headers = headersOf({ as });
  const answer = await it.api.app.request(`/api/v1${path}`, { method, headers });
  expect(answer.status).toBe(200);
  const heard = { text: '', isOver: false };
  const read = async (): Promise<void> => {
    for await (const bytes of answer.body ?? []) heard.text += Buffer.from(bytes).toString();
    heard.isOver = true;
  };
  void read();
  return heard;
}

const follow = (as: string) => open('GET', '/runs/run_1/log/follow', as);

async function withToken(role: Role): Promise<{ readonly id: string; readonly token: string }> {
  const { secret } = await it.signedIn(role);
  const headers = { 'idempotency-key': 'k' };
  const { body } = await it.call('POST', '/me/tokens', { as: secret, body: { name: 'ci', role }, headers });
  return { id: String(body.id), token: String(body.token) };
}

test('who follows the log of a run hears no more within 15 seconds of losing token or account, and is told why', async () => {
  const { secret: admin } = await it.signedIn('admin');
  const { id, token } = await withToken('viewer');
  const { secret, account } = await it.signedIn('viewer');
  const [byToken, bySignIn, still] = [await follow(token), await follow(secret), await follow(admin)];
  it.clock.advance(15_000);
  for (const one of [byToken, bySignIn, still]) await expect.poll(() => one.text).toContain(': alive');
  await it.call('DELETE', `/tokens/${id}`, { as: admin });
  await it.call('PATCH', `/accounts/${account.id}`, { as: admin, body: { isDisabled: true }, version: 1 });
  it.clock.advance(15_000);
  for (const one of [byToken, bySignIn]) {
    await expect.poll(() => one.isOver).toBe(true);
    expect(one.text).toMatch(/event: problem\ndata: .*"code":"api\.sign\.in\.needed"/);
  }
  await expect.poll(() => still.text.match(/: alive/g)?.length).toBe(2);
  expect(still.isOver).toBe(false);
  await it.parts.store.runs.askCancel('run_1', it.clock.now());
  it.clock.advance(1_000);
  await expect.poll(() => still.isOver).toBe(true);
});
