import { symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { OpenStreams } from '../../../src/http/api/open-streams.ts';
import { addServicePages } from '../../../src/http/service-pages.ts';
import { createReadiness } from '../../../src/operations/serve/readiness.ts';
import { headersOf, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let it: TestApi;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  return () => it[Symbol.asyncDispose]();
}, 120_000);

test('an account opens no more than twenty streams of events at a time, whatever they tell of; another one still can', () => {
  const caller = { accountId: 'acc_one' };
  const open = new OpenStreams();
  const leave = Array.from({ length: 20 }, () => open.enter(caller));
  expect(() => open.enter(caller)).toThrow(expect.objectContaining({ code: 'api.too.many' }));
  expect(() => open.enter({ accountId: 'acc_other' })).not.toThrow();
  leave[0]?.();
  leave[0]?.();
  open.enter(caller);
  expect(() => open.enter(caller)).toThrow();
});

test('a stream of events that has ended counts no more', async () => {
  const { secret } = await it.signedIn('viewer');
  for (let at = 0; at < 25; at++) {
    const answer = await it.api.app.request('/api/v1/changes', { headers: headersOf({ as: secret }) });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
  }
});

test('a link below the folder for files leads no destination out of it', async () => {
  const { secret: as } = await it.signedIn('admin');
  const root = it.parts.resources.filesRoot ?? '';
  symlinkSync(tmpdir(), join(root, 'out'));
  const body = { name: 'Linked', type: 'ndjson', settings: { path: 'out/stolen' } };
  const made = await it.call('POST', '/destinations', { as, body, headers: { 'idempotency-key': 'linked' } });
  expect(made.status).toBe(201);
  const tested = await it.call('POST', `/destinations/${String(made.body.id)}/test`, { as });
  expect(tested.text).toContain('serve.files.outside');
});

test('strangers who ask faster than the store answers are sent away, whatever they ask for; the process still says that it is well', async () => {
  await using attacked = await openTestApi(await sharedPostgres());
  const { app } = attacked.api;
  const ready = async () => {
    await attacked.parts.store.assertVersion();
    return [];
  };
  addServicePages(app, { ready, metrics: async () => '', assertMaySee: async () => {} });
  const asked = ['/api/v1/setup', '/api/v1/me', '/readyz', '/metrics'];
  const answers = Array.from({ length: 800 }, (_, at) =>
    app.request(asked[at % asked.length] ?? '', { headers: { cookie: 'larkstream=unknown' } }),
  );
  expect((await app.request('/healthz')).status).toBe(200);
  const refused = (await Promise.all(answers)).filter(({ status }) => status === 429);
  expect(refused).toHaveLength(700);
  for (const { headers } of refused) expect(headers.get('retry-after')).toBe('2');
  expect((await app.request('/api/v1/setup')).status).toBe(200);
});

test('however many come at once with credentials that somebody has made up, the store is asked for them a few times', async () => {
  await using attacked = await openTestApi(await sharedPostgres());
  let reads = 0;
  const { tokens, signIns } = attacked.parts.store;
  const { findAll } = tokens;
  const { findByHashes } = signIns;
  tokens.findAll = (ids) => {
    reads++;
    return findAll.call(tokens, ids);
  };
  signIns.findByHashes = (hashes) => {
    reads++;
    return findByHashes.call(signIns, hashes);
  };
  const { secret } = await attacked.signedIn('viewer');
  const madeUp = (at: number): string => (at % 2 === 0 ? `lks_tok_${at}_${'x'.repeat(43)}` : `secret ${at}`);
  const strangers = Array.from({ length: 90 }, (_, at) => attacked.call('GET', '/me', { as: madeUp(at) }));
  expect((await attacked.call('GET', '/me', { as: secret })).status).toBe(200);
  expect((await Promise.all(strangers)).filter(({ status }) => status !== 401)).toEqual([]);
  expect(reads).toBeLessThan(10);
});

test('however many ask whether the process is ready, its store is asked once a second; that it stops is told at once', async () => {
  const { clock, parts } = it;
  let looks = 0;
  const openVault = () => ({
    assertKeysFit: async () => {
      looks++;
    },
  });
  const stopping = new AbortController();
  const opened = { store: parts.store, openVault, dataFolder: undefined };
  const ready = createReadiness({ opened, clock, isReceiving: () => true, stopping: stopping.signal });
  const names = async (): Promise<string[]> => (await ready()).filter(({ isOk }) => !isOk).map(({ name }) => name);
  await Promise.all(Array.from({ length: 40 }, ready));
  clock.advance(999);
  expect([await names(), looks]).toEqual([[], 1]);
  stopping.abort();
  expect([await names(), looks]).toEqual([['stopping'], 1]);
  clock.advance(1);
  await ready();
  expect(looks).toBe(2);
});
