import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { Secret } from '../../src/model/secret.ts';
import type { TokenName } from '../../src/open-platform/tokens/token-fetcher.ts';
import { type OpenedService, openService } from '../../src/operations/serve/open-service.ts';
import { TokenShelf } from '../../src/operations/serve/token-shelf.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { newId } from '../../src/util/new-id.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { newIntegration } from '../support/service-things.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { addTenantPipeline, appOf, basesOf, startWholeService } from '../support/tenant-service.ts';

let server: PostgresDatabases;
let folder: ServiceFolder;
let store: string;
beforeAll(async () => {
  server = await sharedPostgres();
});
beforeEach(async () => {
  folder = new ServiceFolder();
  store = await server.newDatabase();
});
afterEach(() => folder[Symbol.dispose]());

const hourMs = 3_600_000;
const name: TokenName = { app: 'feishu cli_1', kind: 'tenant', tenantKey: 'one', proof: new Secret('secret') };
const noCall = async (): Promise<never> => {
  throw new Error('Nobody calls here');
};

describe('tokens of several processes', () => {
  let opened: OpenedService[];
  beforeEach(async () => {
    const open = () => openService({ store, environment: folder.env, isShared: false, hide: () => undefined });
    opened = [await open(), await open()];
    await opened[0]?.store.integrations.insert(newIntegration('in_1'));
  });
  afterEach(async () => {
    for (const one of opened) await one.close();
  });
  const shelves = (): TokenShelf[] =>
    opened.map(
      ({ store: of, bodies }) =>
        new TokenShelf(
          { store: of, bodies, clock: systemClock, newHolder: () => newId('hold', Date.now(), randomBytes) },
          'in_1',
        ),
    );
  let fetched = 0;
  const fetcher = (expiresInMs = 2 * hourMs) => {
    fetched = 0;
    return async () => {
      fetched++;
      await new Promise((resolve) => setImmediate(resolve));
      return { token: new Secret(`t-${fetched}`), expiresInMs };
    };
  };

  test('of many that ask at once one fetches, and all have what it got', async () => {
    const fetch = fetcher();
    const asked = Array.from({ length: 5 }, () => shelves()).flat();
    const given = await Promise.all(asked.map(({ sharing }) => sharing(name, fetch)(noCall)));
    expect(given.map(({ token }) => token.reveal())).toEqual(given.map(() => 't-1'));
    expect(fetched).toBe(1);
    expect(given.every(({ expiresInMs }) => expiresInMs > hourMs && expiresInMs <= 2 * hourMs)).toBe(true);
  });

  test('one that the platform refuses is fetched anew once; who asks with an older one is given the newer', async () => {
    const fetch = fetcher();
    const [one, other] = shelves();
    const first = await one?.sharing(name, fetch)(noCall);
    const again = await Promise.all([one, other].map((shelf) => shelf?.sharing(name, fetch)(noCall, first?.token)));
    expect(again.map((given) => given?.token.reveal())).toEqual(['t-2', 't-2']);
    expect(fetched).toBe(2);
  });

  test('one near its end is fetched anew, and so is one of another tenant or secret', async () => {
    const [one, other] = shelves();
    const short = fetcher(hourMs / 3);
    for (const shelf of [one, other]) await shelf?.sharing(name, short)(noCall);
    expect(fetched).toBe(2);
    const fetch = fetcher();
    for (const changed of [{}, { tenantKey: 'two' }, { proof: new Secret('changed') }, { kind: 'app' as const }]) {
      await one?.sharing({ ...name, ...changed }, fetch)(noCall);
    }
    expect(fetched).toBe(4);
  });

  test('who cannot fetch keeps nobody waiting, and no token lies in the store as it is', async () => {
    const [one, other] = shelves();
    const failing = one?.sharing(name, () => Promise.reject(new Error('The platform is away')))(noCall);
    await expect(failing).rejects.toThrow('The platform is away');
    expect((await other?.sharing(name, fetcher())(noCall))?.token.reveal()).toBe('t-1');
    const rows = await server.query(store, 'SELECT sealed, name FROM larkstream.access_tokens');
    expect(rows).toEqual([[expect.stringMatching(/^v1\.integration\.in_1\./), 'tenant one']]);
  });
});

describe('runs', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ limits: 'off', users: 3, bases: [{ tables: 1, records: 5 }] });
  });
  afterAll(() => sandbox.close());

  test('of an app call with one token, in whichever process of whichever worker they are', async () => {
    const services = [await startWholeService(folder, { store }), await startWholeService(folder, { store })];
    try {
      const [service] = services;
      if (service === undefined) throw new Error('No service');
      const made = { modules: basesOf(sandbox), schedule: { kind: 'every', minutes: 1 } } as const;
      const { id } = await addTenantPipeline(service.parts, appOf(sandbox), made);
      const ended = async (): Promise<number> => {
        const { runs } = service.parts.store;
        return (await runs.page({ limit: 9 }, { pipelineId: id, state: 'succeeded' })).items.length;
      };
      for (const count of [1, 2]) {
        await server.query(store, `UPDATE larkstream.pipelines SET due_at = 1 WHERE id = '${id}'`);
        await expect.poll(ended, { timeout: 60_000 }).toBe(count);
      }
      const tokens = Object.entries(sandbox.stats().endpoints).filter(([path]) => path.includes('/auth/'));
      expect(tokens.map(([, { calls }]) => calls)).toEqual([1]);
    } finally {
      for (const service of services) await service.close();
    }
  });
});
