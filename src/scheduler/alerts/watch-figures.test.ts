import { expect, test } from 'vitest';
import type { Alert, AlertKind } from '../../model/service/alert.ts';
import { noBots } from '../../model/service/bot-figures.ts';
import type { AlertFigures } from './alert-rules.ts';
import { lookOnce } from './watch-figures.ts';

const deaf: AlertFigures = {
  pipelines: [],
  inbox: { pending: 0, dead: 0, types: [], consumers: [], lastReceivedAt: null },
  receivers: [],
  tickets: [],
  bots: noBots,
  members: [],
  integrations: [
    {
      id: 'in_1',
      name: 'Acme',
      kind: 'custom_app',
      appId: 'cli_1',
      mode: 'long_connection',
      disconnectedAt: undefined,
      settings: {},
      test: undefined,
      testedAt: undefined,
    },
  ],
};

test('what lasts is told, what is over recovers, and what comes back has its patience anew', async () => {
  let [now, figures] = [0, deaf];
  const told: string[] = [];
  let open: Alert[] = [];
  const alarm = {
    raise: async (raised: Pick<Alert, 'kind' | 'subjectKind' | 'subjectId' | 'message'>) => {
      if (open.some(({ kind }) => kind === raised.kind)) return;
      open.push({
        id: 'al_1',
        openedAt: now,
        recoveredAt: undefined,
        silencedUntil: undefined,
        acknowledged: undefined,
        ...raised,
      });
      told.push(`${raised.kind} at ${now / 1000}`);
    },
    recover: async (kind: AlertKind) => {
      open = open.filter((alert) => alert.kind !== kind);
      told.push(`${kind} over at ${now / 1000}`);
    },
  };
  const since = new Map<string, number>();
  const look = async (atSeconds: number): Promise<void> => {
    now = atSeconds * 1000;
    const alerts = { page: async () => ({ items: open, next: undefined, total: open.length, totalIsAtLeast: false }) };
    await lookOnce(
      {
        load: async () => figures,
        now: async () => now,
        alerts,
        alarm,
        clock: { now: () => now, elapsed: () => now, sleep: async () => {} },
      },
      since,
    );
  };
  await look(0);
  await look(179);
  expect(told).toEqual([]);
  await look(180);
  await look(210);
  figures = { ...deaf, integrations: [] };
  await look(240);
  figures = deaf;
  await look(270);
  await look(300);
  expect(told).toEqual(['connection.deaf at 180', 'connection.deaf over at 240']);
});
