import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventService } from '../../src/app/create-event-service.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { EventService } from '../../src/events/event-service.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { LiveHosts } from '../../src/operations/serve/live-hosts.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { Followers, pidsOf } from '../support/followers.ts';
import { freePort } from '../support/free-port.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let server: PostgresDatabases;
let sandbox: Sandbox;
let followers: Followers;
let store: string;
let receiver: EventService;
const patient = { timeout: 120_000 };

beforeAll(async () => {
  server = await sharedPostgres();
  sandbox = await startSandbox({
    limits: 'off',
    users: 8,
    approvals: { definitions: 1, instancesPerDay: 1, days: 2 },
    attendance: { days: 1 },
    bases: [{ tables: 1, records: 50 }],
    events: { mode: 'long_connection' },
  });
  followers = new Followers(server, sandbox);
  store = await server.newDatabase();
  const { file } = followers.config('receiver', { events: { mode: 'long_connection', store } });
  receiver = await createEventService({ config: readConfig(file, {}), clock: systemClock, logger: silentLogger });
});
afterAll(async () => {
  await receiver.close();
  followers[Symbol.dispose]();
  await sandbox.close();
});

const isFollowing = { ...patient, message: 'follows events' };
function addRecord(): void {
  const { tables } = sandbox.tenant;
  const [app = ''] = tables.appTokens;
  const [table = ''] = tables.tableIds(app);
  tables.addRecord(app, table);
}

test('many work in one process; the end of one, however it comes, is that of no other one', async () => {
  const from = new LiveHosts({ memoryMb: 257, environment: process.env });
  try {
    const of = async (url?: string) => ({ store, from, url: url ?? (await server.newDatabase()) });
    const stays = followers.begin('pl_stays', await of());
    const stopped = followers.begin('pl_stopped', await of());
    const forsaken = followers.begin('pl_forsaken', await of());
    const port = await freePort();
    const failing = followers.begin('pl_failing', await of(`postgres://me:pass-of-failing@127.0.0.1:${port}/none`));
    const failed = await failing.ended;
    expect(failed).toMatchObject({ kind: 'error', error: { code: 'destination.open.failed' } });
    for (const one of [stays, stopped, forsaken])
      await expect.poll(() => one.progress.at(-1)?.phase, isFollowing).toBe('streaming');
    const [pid, ...others] = pidsOf(257);
    expect(others).toEqual([]);
    stopped.stop();
    expect(await stopped.ended).toEqual({ kind: 'report', report: undefined });
    // It may be at work again elsewhere: what it still has to write it writes no more.
    forsaken.kill();
    await forsaken.ended;
    addRecord();
    await expect.poll(stays.records, patient).toBe(51);
    expect(await forsaken.records()).toBe(50);
    expect(await stopped.records()).toBe(50);
    expect(pidsOf(257)).toEqual([pid]);
    // Each has secrets of its own.
    expect(JSON.stringify([failed, ...[stays, stopped, failing].map(({ lines }) => lines)])).not.toContain(
      'pass-of-failing',
    );
    const again = followers.begin('pl_forsaken', { ...(await of()), fence: 2 });
    await expect.poll(() => again.progress.at(-1)?.phase, isFollowing).toBe('streaming');
    expect(pidsOf(257)).toEqual([pid]);
  } finally {
    from.close();
  }
  await expect.poll(() => pidsOf(257)).toEqual([]);
});

test('of a process that dies, each goes to one for half as many, so that whoever has ended it ends alone', async () => {
  const from = new LiveHosts({ memoryMb: 258, environment: process.env }, 4);
  await using silent = await SilentServer.start();
  const begin = (ids: readonly string[]) =>
    new Map(ids.map((id) => [id, followers.begin(id, { store: silent.url, url: silent.url, from })]));
  const killOne = async (followed: ReturnType<typeof begin>): Promise<string[]> => {
    const dead: string[] = [];
    for (const [id, { ended }] of followed) void ended.then(({ kind }) => kind === 'died' && dead.push(id));
    process.kill(pidsOf(258)[0] ?? 0, 'SIGKILL');
    await expect.poll(() => dead.length).toBeGreaterThan(0);
    return dead.toSorted();
  };
  try {
    const all = ['pl_1', 'pl_2', 'pl_3', 'pl_4'];
    const first = begin(all);
    expect(pidsOf(258)).toHaveLength(1);
    expect(await killOne(first)).toEqual(all);
    const second = begin(all);
    expect(pidsOf(258)).toHaveLength(2);
    const half = await killOne(second);
    expect(half).toHaveLength(2);
    begin([...half, 'pl_5']);
    // The other half, each of this one by itself, and whoever is under no suspicion.
    expect(pidsOf(258)).toHaveLength(4);
  } finally {
    from.close();
  }
});

/** Takes connections, and never says a word. */
class SilentServer implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>, port: number) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = `postgres://me@127.0.0.1:${port}/none`;
  }

  static async start(): Promise<SilentServer> {
    const port = await freePort();
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new SilentServer(server, sockets, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
