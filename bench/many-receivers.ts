import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Secret } from '../src/model/secret.ts';
import { openEventStore } from '../src/store/open-event-store.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { missed, type Section, verdict, whole } from './report.ts';

/** Events a second that receivers put into one Postgres, each a process of its own. */
export async function manyReceivers({ quick }: { readonly quick: boolean }): Promise<Section> {
  await using server = await PostgresServer.start();
  const found: { readonly receivers: number; readonly perSecond: number }[] = [];
  const seconds = quick ? 3 : 10;
  for (const receivers of [1, 3]) {
    const url = await server.newDatabase();
    await using _ = await openEventStore(new Secret(url)).then((store) => ({
      [Symbol.asyncDispose]: () => store.close(),
    }));
    const children = Array.from({ length: receivers }, () => startReceiver(url, seconds));
    await Promise.all(children.map(({ ready }) => ready));
    for (const { child } of children) child.stdin?.write('go\n');
    const counts = await Promise.all(children.map(({ stored }) => stored));
    found.push({ receivers, perSecond: counts.reduce((sum, count) => sum + count, 0) / seconds });
  }
  const one = found[0]?.perSecond ?? Number.NaN;
  const judged = found.map(({ receivers, perSecond }) => {
    const times = perSecond / one;
    return {
      receivers,
      perSecond,
      times,
      misses: missed(receivers === 1 ? [] : [{ what: '×', value: times, atLeast: 2.5 }]),
    };
  });
  return {
    name: 'many-receivers',
    title: 'Receivers that store batches of 50 events in one Postgres (target: three store ≥ 2.5 × what one does)',
    columns: ['receivers', 'events/s', '× one', 'target'],
    rows: judged.map(({ receivers, perSecond, times, misses }) => [
      String(receivers),
      whole(perSecond),
      times.toFixed(2),
      receivers === 1 ? '' : verdict(misses),
    ]),
    figures: judged,
    misses: judged.filter(({ misses }) => misses.length > 0).length,
  };
}

interface Receiver {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
  readonly stored: Promise<number>;
}

function startReceiver(url: string, seconds: number): Receiver {
  const script = fileURLToPath(new URL('inbox-receiver.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, String(seconds)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = lines.next();
  return { child, ready, stored: ready.then(() => lines.next()).then(({ value }) => Number(value)) };
}
