import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createDestination } from '../src/control/destinations/create-destination.ts';
import { activatePipeline } from '../src/control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../src/control/pipelines/create-pipeline.ts';
import { systemClock } from '../src/model/clock.ts';
import { Secret } from '../src/model/secret.ts';
import { Balancer } from '../test/support/balancer.ts';
import { Wire } from '../test/support/cut-wire.ts';
import { freePort } from '../test/support/free-port.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { addIntegration, alice, startReceiving } from '../test/support/receiving.ts';
import { ServiceFolder } from '../test/support/serving.ts';
import { built } from './built.ts';
import { missed, type Section, verdict, whole } from './report.ts';

const pipelines = 4;
const secrets = { verificationToken: 'token-1', encryptKey: 'key-1' };
const betweenBlowsMs = 20_000;
/** After the last edit: pushes that failed are repeated after 15 s and, once more, after 5 minutes. */
const patienceMs = 420_000;
const lookMs = 500;

/** What the platform's process says first. */
interface Platform {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly appTokens: readonly string[];
}

interface Asked {
  readonly platform: Platform;
  ask(what: object): Promise<Record<string, unknown>>;
  end(): void;
}

async function startPlatform(): Promise<Asked> {
  const script = new URL('kills-platform.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, String(pipelines)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value } = await lines.next();
    return value ?? '';
  };
  const platform: Platform = JSON.parse(await answer());
  return {
    platform,
    ask: async (what) => {
      child.stdin.write(`${JSON.stringify(what)}\n`);
      return JSON.parse(await answer());
    },
    end: () => child.kill(),
  };
}

interface Blow {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly roles: string;
}

interface Begun {
  readonly child: ChildProcess;
  readonly url: string;
}

/** A process of the service, which is struck and replaced. In a group of its own, so that its runs fall with it. */
class Member {
  readonly roles: string;
  /** The way to the store, for one that is cut off from it. */
  readonly wire: Wire | undefined;
  readonly #begin: () => Promise<Begun>;
  #child: ChildProcess | undefined;
  url = '';

  constructor(roles: string, wire: Wire | undefined, begin: () => Promise<Begun>) {
    this.roles = roles;
    this.wire = wire;
    this.#begin = begin;
  }

  async start(): Promise<void> {
    const { child, url } = await this.#begin();
    this.#child = child;
    this.url = url;
  }

  strike(signal: NodeJS.Signals): void {
    const { pid } = this.#child ?? {};
    if (pid !== undefined) process.kill(-pid, signal);
  }
}

/**
 * Two receivers and two workers on one Postgres while events come: one of them is killed every twenty seconds with all that belongs to it, or a worker
 * is cut off from the store, while it still reaches the tables that it writes.
 */
export async function clusterKills({ quick }: { readonly quick: boolean }): Promise<Section> {
  const perSecond = quick ? 100 : 500;
  const seconds = quick ? 100 : 600;
  await using server = await PostgresServer.start();
  await using balancer = await Balancer.start();
  using folder = new ServiceFolder();
  const store = await server.newDatabase();
  const target = await server.newDatabase();
  const tenant = await startPlatform();
  const person = await startReceiving(folder, store, systemClock, []);
  const members: Member[] = [];
  try {
    const { platform } = tenant;
    const { id: integrationId } = await addIntegration(person, {
      appId: platform.appId,
      baseUrl: platform.url,
      secrets: {
        app_secret: new Secret(platform.appSecret),
        verification_token: new Secret(secrets.verificationToken),
        encrypt_key: new Secret(secrets.encryptKey),
      },
    });
    await sendEvents(platform, `${balancer.url}/api/lark/webhook/${integrationId}`);
    const ids: string[] = [];
    for (const [at, appToken] of platform.appTokens.entries()) {
      ids.push(await addLive(person.parts, { at, appToken, integrationId, target }));
    }
    members.push(await member(folder, 'receiver', store), await member(folder, 'receiver', store));
    members.push(await member(folder, 'worker', store, true), await member(folder, 'worker', store, true));
    const front = await member(folder, 'api,scheduler', store);
    members.push(front);
    for (const one of members) await one.start();
    for (const { roles, url } of members) if (roles === 'receiver') await balancer.add(url);
    await untilFollowed(server, store);
    const editing = tenant.ask({ edit: { perSecond, seconds } });
    const blows = await strikeAll(members.slice(0, 4), { balancer, seconds });
    const { edited } = await editing;
    const schemas = platform.appTokens.map((_, at) => `base_${at}`);
    const settled = await untilEqual(async () =>
      Number((await tenant.ask({ compare: { url: target, schemas } })).wrong),
    );
    const { acknowledged, pending } = await pushed(platform);
    const [[stored, distinct] = []] = await server.query(
      store,
      'SELECT count(*), count(DISTINCT event_id) FROM larkstream.events',
    );
    const takeovers = await takeoversOf(server, store, blows);
    const overtaken = await countOvertaken(server, { store, target, ids });
    return toSection({
      blows: blows.length,
      edited: Number(edited),
      acknowledged,
      pending,
      stored: Number(stored),
      doubled: Number(stored) - Number(distinct),
      refused: balancer.failures.length,
      wrong: settled.wrong,
      settledSeconds: settled.seconds,
      takeovers,
      overtaken,
    });
  } finally {
    for (const one of members) {
      try {
        one.strike('SIGKILL');
      } catch {
        // It has gone already.
      }
    }
    await person.close();
    tenant.end();
    for (const { wire } of members) await wire?.[Symbol.asyncDispose]();
  }
}

async function member(folder: ServiceFolder, roles: string, store: string, isWired = false): Promise<Member> {
  const { hostname, port } = new URL(store);
  const wire = isWired ? await Wire.to(hostname, Number(port)) : undefined;
  const address = new URL(store);
  if (wire !== undefined) address.port = String(wire.port);
  return new Member(roles, wire, async () => {
    const given = ['serve', '--store', address.href, '--port', String(await freePort()), '--roles', roles, '--json'];
    const reached = ['--allow-base-url', '--allow-private-hosts', '--files-root', folder.path];
    const child = spawn(process.execPath, [built('main.js'), ...given, ...reached], {
      env: { ...process.env, ...folder.env },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    for await (const line of createInterface(child.stdout)) {
      const { event, url }: { event?: string; url?: string } = JSON.parse(line);
      if (event !== 'serving') continue;
      child.stdout.resume();
      return { child, url: url ?? '' };
    }
    throw new Error(`serve --roles ${roles} has ended`);
  });
}

async function sendEvents({ url }: Platform, to: string): Promise<void> {
  const wanted = {
    mode: 'webhook',
    url: to,
    verification_token: secrets.verificationToken,
    encrypt_key: secrets.encryptKey,
  };
  const answer = await fetch(`${url}/sandbox/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Of all that the platform has pushed. */
async function pushed({ url }: Platform): Promise<{ readonly acknowledged: number; readonly pending: number }> {
  const { events }: { events: readonly { acknowledgedMs: number | null }[] } = JSON.parse(
    await (await fetch(`${url}/sandbox/events`)).text(),
  );
  const acknowledged = events.filter(({ acknowledgedMs }) => acknowledgedMs !== null).length;
  return { acknowledged, pending: events.length - acknowledged };
}

interface Live {
  readonly at: number;
  readonly appToken: string;
  readonly integrationId: string;
  readonly target: string;
}

async function addLive(
  parts: Parameters<typeof createPipeline>[0],
  { at, appToken, integrationId, target }: Live,
): Promise<string> {
  const destination = await createDestination(parts, alice, {
    name: `tables ${at}`,
    type: 'postgres',
    settings: { schema: `base_${at}` },
    secrets: { url: new Secret(target) },
  });
  const { id } = await createPipeline(parts, alice, {
    name: `base ${at}`,
    integrationId,
    tenantKey: undefined,
    destinationId: destination.id,
    modules: { base: { tables: [{ app_token: appToken }] } },
    streams: {},
    schedule: { kind: 'live' },
  });
  await activatePipeline(parts, alice, id);
  return id;
}

async function untilFollowed(server: PostgresServer, store: string): Promise<void> {
  for (;;) {
    const [[following] = []] = await server.query(
      store,
      `SELECT count(*) FROM larkstream.runs WHERE state = 'running' AND progress LIKE '%"phase":"streaming"%'`,
    );
    if (Number(following) === pipelines) return;
    await delay(lookMs);
  }
}

/** One blow each twenty seconds, at receivers and workers by turns; every other worker is cut off instead of killed. */
async function strikeAll(
  [r1, r2, w1, w2]: readonly Member[],
  { balancer, seconds }: { readonly balancer: Balancer; readonly seconds: number },
): Promise<readonly Blow[]> {
  const order: readonly (readonly [Member | undefined, 'kill' | 'cut'])[] = [
    [w1, 'kill'],
    [r1, 'kill'],
    [w2, 'cut'],
    [r2, 'kill'],
    [w2, 'kill'],
    [r1, 'kill'],
    [w1, 'cut'],
    [r2, 'kill'],
  ];
  const endsAt = performance.now() + seconds * 1_000;
  const blows: Blow[] = [];
  while (performance.now() + betweenBlowsMs < endsAt) {
    const nextAt = performance.now() + betweenBlowsMs;
    const [victim, blow] = order[blows.length % order.length] ?? [];
    if (victim === undefined) break;
    blows.push({ at: Date.now(), roles: victim.roles });
    if (blow === 'cut') {
      await victim.wire?.cut();
      await delay(nextAt - performance.now() - 1_000);
      await victim.wire?.join();
    } else {
      victim.strike('SIGKILL');
      balancer.remove(victim.url);
      await victim.start();
      if (victim.roles === 'receiver') await balancer.add(victim.url);
    }
    await delay(Math.max(0, nextAt - performance.now()));
  }
  return blows;
}

async function untilEqual(
  compare: () => Promise<number>,
): Promise<{ readonly wrong: number; readonly seconds: number }> {
  const beganAt = performance.now();
  for (;;) {
    const wrong = await compare();
    const seconds = (performance.now() - beganAt) / 1_000;
    if (wrong === 0 || seconds * 1_000 > patienceMs) return { wrong, seconds };
    await delay(2_000);
  }
}

/** Milliseconds from the blow at a worker to the beginning of each attempt that took the place of one that was lost. */
async function takeoversOf(server: PostgresServer, store: string, blows: readonly Blow[]): Promise<number[]> {
  const rows = await server.query(
    store,
    `SELECT b.started_at FROM larkstream.attempts a JOIN larkstream.attempts b ON b.run_id = a.run_id AND b.number = a.number + 1
     WHERE a.state <> 'succeeded'`,
  );
  const struck = blows.filter(({ roles }) => roles === 'worker').map(({ at }) => at);
  const since = (startedAt: number): number => startedAt - (struck.findLast((at) => at <= startedAt) ?? 0);
  return rows.map(([startedAt]) => since(Number(startedAt))).toSorted((a, b) => a - b);
}

/** Pipelines whose tables were last written by an attempt that is not the last one that began. */
async function countOvertaken(
  server: PostgresServer,
  { store, target, ids }: { readonly store: string; readonly target: string; readonly ids: readonly string[] },
): Promise<number> {
  let overtaken = 0;
  for (const [at, id] of ids.entries()) {
    const [[fence] = []] = await server.query(store, `SELECT fence FROM larkstream.pipelines WHERE id = '${id}'`);
    const [[written] = []] = await server.query(target, `SELECT max(fence) FROM base_${at}._larkstream_fences`);
    if (Number(fence) !== Number(written)) overtaken++;
  }
  return overtaken;
}

interface Found {
  readonly blows: number;
  readonly edited: number;
  readonly acknowledged: number;
  readonly pending: number;
  readonly stored: number;
  readonly doubled: number;
  readonly refused: number;
  readonly wrong: number;
  readonly settledSeconds: number;
  readonly takeovers: readonly number[];
  readonly overtaken: number;
}

function toSection(found: Found): Section {
  const p99 = found.takeovers[Math.ceil(found.takeovers.length * 0.99) - 1] ?? Number.NaN;
  const misses = missed([
    { what: 'stored', value: found.stored, atLeast: found.edited },
    { what: 'doubled', value: found.doubled, atMost: 0 },
    { what: 'never pushed', value: found.pending, atMost: 0 },
    { what: 'wrong rows', value: found.wrong, atMost: 0 },
    { what: 'overtaken', value: found.overtaken, atMost: 0 },
    { what: 'takeover ms', value: p99, atMost: 15_000 },
  ]);
  return {
    name: 'cluster-kills',
    title:
      'Two receivers and two workers, one of which is killed or cut off every 20 s (targets: none lost, none doubled, takeover p99 ≤ 15 s)',
    columns: [
      'blows',
      'events',
      'stored',
      'doubled',
      'pushed in vain',
      'wrong rows',
      'equal after',
      'attempts taken over',
      'p99',
      'target',
    ],
    rows: [
      [
        whole(found.blows),
        whole(found.edited),
        whole(found.stored),
        whole(found.doubled),
        whole(found.refused),
        whole(found.wrong),
        `${found.settledSeconds.toFixed(0)} s`,
        whole(found.takeovers.length),
        `${(p99 / 1_000).toFixed(1)} s`,
        verdict(misses),
      ],
    ],
    figures: [{ ...found, p99 }],
    misses: misses.length > 0 ? 1 : 0,
  };
}
