import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeMode } from '../../src/control/integrations/change-mode.ts';
import { setIntegrationSecrets } from '../../src/control/integrations/set-integration-secrets.ts';
import { steerReceiver } from '../../src/control/integrations/steer-receiver.ts';
import { type Logger, silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { type PostgresDatabases, PostgresServer } from '../support/postgres-server.ts';
import { addIntegration, alice, push, ShiftedClock, startReceiving } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const patient = { timeout: 30_000 };
const folder = new ServiceFolder();
const clock = new ShiftedClock();
const warnings: Readonly<Record<string, unknown>>[] = [];
const logger: Logger = { ...silentLogger, warn: (_message, details = {}) => void warnings.push(details) };
let server: PostgresDatabases;
let url: string;
let service: RunningService;

beforeAll(async () => {
  server = await sharedPostgres();
  url = await server.newDatabase();
  service = await startReceiving(folder, url, clock, ['receiver'], logger);
}, 120_000);

afterAll(async () => {
  await service.close();
  await server.dropDatabase(url);
});

const pushed = async (id: string, how: Parameters<typeof push>[2] = {}) => await push(service, id, how);
const opened = async (id: string): Promise<void> => {
  await expect.poll(() => pushed(id), patient).toBe(200);
};
// What is too large is refused while it is still being sent.
const cutOff = (): number => 401;
/** Some minutes later by the clock of the service, which looks at once. */
async function later(minutes: number): Promise<void> {
  clock.shiftMs += minutes * 60_000;
  await service.parts.store.changes.add({ at: clock.now(), topic: 'test', id: 'one', kind: 'changed' });
}
async function stored(): Promise<string[]> {
  const events = await openEventStore(new Secret(url));
  try {
    return (await events.list({ limit: 1_000 })).map(({ id }) => id);
  } finally {
    await events.close();
  }
}

describe('on the port of the service', () => {
  test('an event that is signed and encrypted is on the disk when it is acknowledged, once', async () => {
    const { id } = await addIntegration(service);
    await opened(id);
    expect(await pushed(id, { eventId: 'one' })).toBe(200);
    expect(await pushed(id, { eventId: 'one' })).toBe(200);
    expect((await stored()).filter((one) => one === 'one')).toEqual(['one']);
  });

  test('what has a wrong token, key or signature, is too large, or is for nobody gets the same answer and is not stored', async () => {
    const { id } = await addIntegration(service);
    await opened(id);
    const before = await stored();
    const answers = [
      await pushed(id, { token: 'other' }),
      await pushed(id, { key: 'other' }),
      await pushed(id, { signedWith: 'other' }),
      await pushed(id, { size: 4 * 1024 * 1024 }).catch(cutOff),
      await pushed('in_nobody'),
    ];
    expect(answers).toEqual([401, 401, 401, 401, 401]);
    expect(await stored()).toEqual(before);
  });
});

test('old and new secrets are believed while they overlap, and no event is refused meanwhile; then the new ones only', async () => {
  const { id, version } = await addIntegration(service);
  await opened(id);
  let refused = 0;
  const stop = new AbortController();
  const old = { token: 'token-1', key: 'key-1' };
  const pushing = (async () => {
    while (!stop.signal.aborted) refused += (await pushed(id, old)) === 200 ? 0 : 1;
  })();
  const secrets = { verification_token: new Secret('token-2'), encrypt_key: new Secret('key-2') };
  await setIntegrationSecrets(service.parts, alice, { id, version, secrets, overlapMinutes: 5 });
  await expect.poll(() => pushed(id, { token: 'token-2', key: 'key-2' }), patient).toBe(200);
  for (const [token, key] of [
    ['token-1', 'key-2'],
    ['token-2', 'key-1'],
    ['token-1', 'key-1'],
  ] as const)
    expect(await pushed(id, { token, key }), `${token} with ${key}`).toBe(200);
  stop.abort();
  await pushing;
  expect(refused).toBe(0);
  await later(6);
  await expect.poll(() => pushed(id, old), patient).toBe(401);
  expect(await pushed(id, { token: 'token-2', key: 'key-2' })).toBe(200);
});

test('an Encrypt Key is added and taken away without a lost event: while they overlap, plain and encrypted ones are believed', async () => {
  const secrets = { app_secret: new Secret('app-secret'), verification_token: new Secret('token-1') };
  const { id, version } = await addIntegration(service, { secrets });
  const plain = { isPlain: true };
  await expect.poll(() => pushed(id, plain), patient).toBe(200);
  const key = { encrypt_key: new Secret('key-1') };
  const added = await setIntegrationSecrets(service.parts, alice, { id, version, secrets: key, overlapMinutes: 5 });
  await opened(id);
  expect(await pushed(id, plain)).toBe(200);
  expect(await pushed(id, { ...plain, token: 'other' })).toBe(401);
  await later(6);
  await expect.poll(() => pushed(id, plain), patient).toBe(401);
  expect(await pushed(id)).toBe(200);

  const none = { id, version: added.version, secrets: { encrypt_key: null }, overlapMinutes: 5 };
  await setIntegrationSecrets(service.parts, alice, none);
  await expect.poll(() => pushed(id, plain), patient).toBe(200);
  expect(await pushed(id)).toBe(200);
  // What is not signed may be less large than what is.
  expect(await pushed(id, { ...plain, size: 2 * 1024 * 1024 }).catch(cutOff)).toBe(401);
  await later(6);
  await expect.poll(() => pushed(id), patient).toBe(401);
  expect(await pushed(id, plain)).toBe(200);
});

test('a Verification Token that is taken away is believed for the overlap by the way before', async () => {
  const { id, version } = await addIntegration(service);
  await opened(id);
  const changed = await changeMode(service.parts, alice, { id, version, mode: 'long_connection' });
  const secrets = { verification_token: null, encrypt_key: new Secret('key-2') };
  await setIntegrationSecrets(service.parts, alice, { id, version: changed.version, secrets, overlapMinutes: 5 });
  await expect.poll(() => pushed(id, { key: 'key-2' }), patient).toBe(200);
  expect(await pushed(id)).toBe(200);
  await later(6);
  await expect.poll(() => pushed(id, { key: 'key-2' }), patient).toBe(401);
});

test('a disconnected integration takes no event, also after a restart, until somebody reconnects it', async () => {
  const { id } = await addIntegration(service);
  await opened(id);
  await steerReceiver(service.parts, alice, { id, steer: 'disconnect' });
  await expect.poll(() => pushed(id), patient).toBe(401);
  await service.close();
  service = await startReceiving(folder, url, clock, ['receiver'], logger);
  // When the newer one is open, it has looked at all of them.
  await opened((await addIntegration(service)).id);
  expect(await pushed(id)).toBe(401);
  await steerReceiver(service.parts, alice, { id, steer: 'reconnect' });
  await opened(id);
});

test('the way before stays open when the mode changes, until the first event has come the new way', async () => {
  const { id, version } = await addIntegration(service, { mode: 'long_connection' });
  const changed = await changeMode(service.parts, alice, { id, version, mode: 'webhook' });
  expect(changed.modeBefore).toBe('long_connection');
  await opened(id);
  const modeBefore = async () => (await service.parts.store.integrations.find(id))?.modeBefore;
  await expect.poll(modeBefore, patient).toBeUndefined();
  const { items } = await service.parts.store.audit.page({ limit: 10 }, { action: 'integration.mode.settled' });
  expect(items).toMatchObject([{ objectId: id, actorKind: 'service' }]);
});

test('wrong keys under a service at work close no webhook, and keys that are put back open what has come meanwhile', async () => {
  const right = readFileSync(folder.keys, 'utf8');
  using elsewhere = new ServiceFolder();
  writeFileSync(elsewhere.keys, right);
  const { id, version } = await addIntegration(service);
  await opened(id);
  const other = await startReceiving(elsewhere, url, clock, []);
  try {
    writeFileSync(folder.keys, `k1:${randomBytes(32).toString('base64')}\n`);
    const secrets = { verification_token: new Secret('token-2') };
    const wrong = { code: 'secrets.keys.wrong', family: 'transient' };
    await expect(
      setIntegrationSecrets(service.parts, alice, { id, version, secrets, overlapMinutes: 5 }),
    ).rejects.toMatchObject(wrong);
    await setIntegrationSecrets(other.parts, alice, { id, version, secrets, overlapMinutes: 5 });
    const late = await addIntegration(other);
    const gone = await addIntegration(other);
    const refused = () => warnings.filter(({ code }) => code === wrong.code).map(({ integration }) => integration);
    await expect.poll(refused, patient).toEqual(expect.arrayContaining([id, late.id, gone.id]));
    expect(await pushed(id)).toBe(200);
    // Whether they are right cannot be known yet: the platform sends them again.
    expect(await pushed(late.id)).toBe(503);
    expect(await pushed(id, { token: 'token-2' })).toBe(503);
    await steerReceiver(other.parts, alice, { id: gone.id, steer: 'disconnect' });
    await expect.poll(() => pushed(gone.id), patient).toBe(401);

    writeFileSync(folder.keys, right);
    await later(2);
    await expect.poll(() => pushed(id, { token: 'token-2' }), patient).toBe(200);
    await opened(late.id);
  } finally {
    writeFileSync(folder.keys, right);
    await other.close();
  }
});

test('an integration whose secrets do not open keeps no other from being received', async () => {
  const bad = await addIntegration(service);
  await opened(bad.id);
  const secrets = { verification_token: new Secret('token-2') };
  await setIntegrationSecrets(service.parts, alice, { ...bad, secrets, overlapMinutes: 5 });
  await expect.poll(() => pushed(bad.id, { token: 'token-2' }), patient).toBe(200);
  const wrapped = Buffer.alloc(60).toString('base64');
  await server.query(url, `UPDATE larkstream.secrets SET wrapped_key = '${wrapped}' WHERE owner_id = '${bad.id}'`);
  const good = await addIntegration(service);
  await opened(good.id);
  const token = { verification_token: new Secret('token-3') };
  await setIntegrationSecrets(service.parts, alice, { ...good, secrets: token, overlapMinutes: 0 });
  await later(1);
  await expect.poll(() => pushed(good.id, { token: 'token-3' }), patient).toBe(200);
});

test('while its store is away an event is answered with 503, and taken when it comes again', async () => {
  await using postgres = await PostgresServer.start();
  const lone = await startReceiving(folder, postgres.url());
  try {
    const { id } = await addIntegration(lone);
    await expect.poll(() => push(lone, id), patient).toBe(200);
    await postgres.halt();
    expect(await push(lone, id, { eventId: 'again' })).toBe(503);
    await postgres.resume();
    await expect.poll(() => push(lone, id, { eventId: 'again' }), patient).toBe(200);
  } finally {
    await lone.close();
  }
});
