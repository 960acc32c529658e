import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { headersOf, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let it: TestApi;
let http: Server;
let root: string;
beforeAll(async () => {
  server = await sharedPostgres();
  it = await openTestApi(server);
  const listener = getRequestListener(it.api.app.fetch, { overrideGlobalObjects: false });
  http = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/v1/changes`;
  return async () => {
    http.closeAllConnections();
    http.close();
    await it[Symbol.asyncDispose]();
  };
}, 120_000);

interface Stream {
  readonly status: number;
  readonly headers: Headers;
  /** Lines as they have come, without empty ones. */
  readonly lines: string[];
  readonly isOver: () => boolean;
  readonly leave: () => void;
}

/** Opens a stream on a real socket, and reads it in the background. */
async function open(as: string, search = '', headers: Record<string, string> = {}): Promise<Stream> {
  const leaving = new AbortController();
  const answer = await fetch(root + search, { headers: { ...headersOf({ as }), ...headers }, signal: leaving.signal });
  const lines: string[] = [];
  let isOver = false;
  const read = async (): Promise<void> => {
    let text = '';
    for await (const bytes of answer.body ?? []) {
      text += Buffer.from(bytes).toString();
      const whole = text.split('\n');
      text = whole.pop() ?? '';
      lines.push(...whole.filter((line) => line !== ''));
    }
  };
  read()
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  return { status: answer.status, headers: answer.headers, lines, isOver: () => isOver, leave: () => leaving.abort() };
}

const addSign = (topic: string, id: string): Promise<void> =>
  it.parts.store.changes.add({ at: it.clock.now(), topic, id, kind: 'changed' });
const changesIn = ({ lines }: Stream): string[] =>
  lines
    .filter((line) => line.startsWith('data: {"topic"'))
    .map((line) => {
      const { topic, id } = JSON.parse(line.slice('data: '.length));
      return `${topic}:${id}`;
    });
/** From then on it hears of everything. */
const isReady = (stream: Stream) => expect.poll(() => stream.lines).toContain('event: ready');

test('what changes is told as it changes, to whoever wants to know of it', async () => {
  const { secret } = await it.signedIn('viewer');
  const all = await open(secret);
  const some = await open(secret, '?topics=run:run_1,pipeline');
  expect([all.status, all.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect([all.headers.get('x-accel-buffering'), all.headers.get('cache-control')]).toEqual(['no', 'no-store']);
  await Promise.all([isReady(all), isReady(some)]);
  await addSign('run', 'run_1');
  await addSign('run', 'run_2');
  await addSign('pipeline', 'pl_1');
  await expect.poll(() => changesIn(all)).toEqual(['run:run_1', 'run:run_2', 'pipeline:pl_1']);
  await expect.poll(() => changesIn(some)).toEqual(['run:run_1', 'pipeline:pl_1']);
  const at = new Date(it.clock.now()).toISOString();
  expect(all.lines).toContain(`data: {"topic":"run","id":"run_1","kind":"changed","at":"${at}"}`);
  all.leave();
  some.leave();
});

test('a stream that is opened again goes on where it ended', async () => {
  const { secret } = await it.signedIn('viewer');
  const seq = await it.parts.store.changes.lastSeq();
  await addSign('run', 'run_a');
  await addSign('run', 'run_b');
  const stream = await open(secret, '', { 'last-event-id': String(seq + 1) });
  await isReady(stream);
  await addSign('run', 'run_c');
  await expect.poll(() => changesIn(stream)).toEqual(['run:run_b', 'run:run_c']);
  expect(stream.lines.filter((line) => line.startsWith('id: '))).toEqual([2, 2, 3].map((more) => `id: ${seq + more}`));
  stream.leave();
});

test('whoever has read who they are misses nothing from there on, though the stream is opened later', async () => {
  const { secret } = await it.signedIn('viewer');
  const { body } = await it.call('GET', '/me', { as: secret });
  await addSign('run', 'run_between');
  const stream = await open(secret, '', { 'last-event-id': String(body.lastChange) });
  await isReady(stream);
  expect(changesIn(stream)).toContain('run:run_between');
  expect(stream.lines).not.toContain('event: reset');
  stream.leave();
});

test('who has missed what is no longer there is told to read everything again', async () => {
  const { secret } = await it.signedIn('viewer');
  const { store } = it.parts;
  const future = await open(secret, '', { 'last-event-id': '999999' });
  await expect.poll(() => future.lines).toContain('event: reset');
  const seq = await store.changes.lastSeq();
  await store.transaction(async (tables) => {
    for (let at = 0; at < 1_001; at++)
      await tables.changes.add({ at: 1, topic: 'run', id: `run_${at}`, kind: 'changed' });
  });
  const late = await open(secret, '', { 'last-event-id': String(seq) });
  const reset = ['event: reset', 'data: {}', `id: ${seq + 1_001}`];
  await expect.poll(() => late.lines.slice(0, reset.length)).toEqual(reset);
  // The process may itself only now come to the thousand, and then says so to all who listen: the same once more.
  expect(new Set(late.lines)).toEqual(new Set(reset));
  future.leave();
  late.leave();
});

describe('a stream ends with', () => {
  test('the sign-in', async () => {
    const { secret } = await it.signedIn('viewer');
    const stream = await open(secret);
    await isReady(stream);
    await it.call('POST', '/sign-out', { as: secret });
    await expect.poll(stream.isOver).toBe(true);
  });

  test('a sign-in that nobody uses any more', async () => {
    const { secret } = await it.signedIn('viewer');
    const stream = await open(secret);
    await isReady(stream);
    it.clock.advance(12 * 3_600_000);
    await expect.poll(stream.isOver).toBe(true);
  });

  test('the account that is disabled, and the token that is deleted', async () => {
    const { secret: admin } = await it.signedIn('admin');
    const { secret, account } = await it.signedIn('viewer');
    const body = { name: 'ci', role: 'viewer' };
    const made = await it.call('POST', '/me/tokens', { as: admin, body, headers: { 'idempotency-key': 'k' } });
    const streams = [await open(secret), await open(String(made.body.token))];
    await Promise.all(streams.map(isReady));
    await it.call('PATCH', `/accounts/${account.id}`, { as: admin, body: { isDisabled: true }, version: 1 });
    await it.call('DELETE', `/tokens/${made.body.id}`, { as: admin });
    await expect.poll(() => streams.every(({ isOver }) => isOver())).toBe(true);
  });
});

test('signs of other people’s accounts are for administrators', async () => {
  const viewer = await it.signedIn('viewer');
  const streams = [await open(viewer.secret), await open((await it.signedIn('admin')).secret)];
  await Promise.all(streams.map(isReady));
  await addSign('account', 'acc_other');
  await addSign('account', viewer.account.id);
  await addSign('run', 'run_last');
  const mine = `account:${viewer.account.id}`;
  await expect
    .poll(() => streams.map(changesIn))
    .toEqual([
      [mine, 'run:run_last'],
      ['account:acc_other', mine, 'run:run_last'],
    ]);
  for (const { leave } of streams) leave();
});

test('an account has ten streams at most, and one that has left makes room', async () => {
  const { secret } = await it.signedIn('viewer');
  const streams = await Promise.all(Array.from({ length: 10 }, () => open(secret)));
  await Promise.all(streams.map(isReady));
  const eleventh = await open(secret);
  expect([eleventh.status, eleventh.headers.get('retry-after')]).toEqual([429, '30']);
  streams[0]?.leave();
  const statusOfNext = async (): Promise<number> => {
    const next = await open(secret);
    next.leave();
    return next.status;
  };
  await expect.poll(statusOfNext).toBe(200);
  for (const { leave } of streams) leave();
});

test('who has gone before anything was asked for is watched for no more', async () => {
  const gone = async (): Promise<void> => {
    const leaving = new AbortController();
    const subscribed = it.parts.changeFeed.subscribe('somebody', 1, leaving.signal);
    leaving.abort();
    await subscribed;
  };
  await gone();
  await gone();
  const leaving = new AbortController();
  await it.parts.changeFeed.subscribe('somebody', 1, leaving.signal);
  leaving.abort();
  await gone();
});

test('a stream that has nothing to tell gives a sign of life every 15 seconds', async () => {
  const { secret } = await it.signedIn('viewer');
  const stream = await open(secret);
  await isReady(stream);
  for (let beats = 1; beats <= 2; beats++) {
    const alive = (): number => stream.lines.filter((line) => line === ': alive').length;
    it.clock.advance(14_999);
    expect(alive()).toBe(beats - 1);
    it.clock.advance(1);
    await expect.poll(alive).toBe(beats);
  }
  stream.leave();
});

test('HEAD begins no stream', async () => {
  const { secret } = await it.signedIn('viewer');
  for (let at = 0; at < 12; at++) {
    const answer = await fetch(root, { method: 'HEAD', headers: headersOf({ as: secret }) });
    expect(answer.status).toBe(200);
  }
});

test.each(['nope', 'pipelines', 'pipeline:', 'run:run_1,nope'])(
  'what there are no changes of is refused: %s',
  async (topics) => {
    const { secret: as } = await it.signedIn('viewer');
    const { status, text } = await it.call('GET', `/changes?topics=${topics}`, { as });
    expect([status, text]).toEqual([400, expect.stringContaining('must be kinds of things (account, alert,')]);
  },
);
