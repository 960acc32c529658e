import { readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../src/control/accounts/manage-accounts.ts';
import { useSetupLink } from '../../src/control/accounts/setup-links.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { startStrangers } from '../support/hostile-load.ts';
import { addIntegration, alice, push, startReceiving } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const patient = { timeout: 10_000 };
/** What an address may have open before it has proved anything. */
const share = 64;
const folder = new ServiceFolder();
let service: RunningService;
let url: string;

beforeAll(async () => {
  url = await (await sharedPostgres()).newDatabase();
  service = await startReceiving(folder, url, systemClock, ['api', 'receiver']);
}, 120_000);

afterAll(async () => {
  await service.close();
  await (await sharedPostgres()).dropDatabase(url);
});

/** A browser of somebody who is signed in. */
async function cookie(): Promise<string> {
  const { link } = await createAccount(service.parts, alice, { name: 'Ann', login: 'ann', role: 'viewer' });
  const secret = link.url.split('#token=')[1]?.split('&')[0] ?? '';
  const from = { agent: undefined, oldSecret: undefined };
  const { secret: signedIn } = await useSetupLink(service.parts, alice, {
    secret,
    password: 'a long password',
    ...from,
  });
  return `larkstream=${signedIn}`;
}

const openFiles = (): number => readdirSync('/proc/self/fd').length;

/** The port at this end of the connection that a request went over. */
async function ask(agent: Agent, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const request = get(`${service.url}/api/v1/me`, { agent, headers }, (response) => {
      const { localPort } = response.socket;
      response.resume().on('end', () => resolve(response.statusCode === 200 ? localPort : undefined));
    });
    request.on('error', reject);
  });
}

test.runIf(process.platform === 'linux')(
  'connections that say nothing shut out nobody: others of their address and elsewhere are answered, who is known stays, and all is given back',
  async () => {
    const { id } = await addIntegration(service);
    await expect.poll(() => push(service, id), patient).toBe(200);
    const headers = { cookie: await cookie() };
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    const place = await ask(kept, headers);
    expect(place).toBeTypeOf('number');
    const leaving = new AbortController();
    const stream = await fetch(`${service.url}/api/v1/changes`, { headers, signal: leaving.signal });
    expect(stream.status).toBe(200);
    const files = openFiles();
    const port = Number(new URL(service.url ?? '').port);
    const far = await startStrangers(port, 600, { first: '', from: '127.0.0.2' });
    const near = await startStrangers(port, 100, { first: '' });
    try {
      const open = (): number[] => [far, near].map(({ sockets }) => sockets.filter((one) => !one.destroyed).length);
      await expect.poll(() => Math.max(...open()), patient).toBeLessThanOrEqual(share);
      expect(await push(service, id)).toBe(200);
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      expect(await ask(kept, headers)).toBe(place);
      const reader = stream.body?.getReader();
      await addIntegration(service);
      for (let text = ''; !text.includes('integration'); ) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        expect(done).toBe(false);
        text += new TextDecoder().decode(value);
      }
    } finally {
      far.close();
      near.close();
    }
    // The pools of the store and of fetch have grown by a few.
    await expect.poll(openFiles, patient).toBeLessThan(files + 20);
    leaving.abort();
    kept.destroy();
  },
);
