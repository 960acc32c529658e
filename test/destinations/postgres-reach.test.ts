import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPostgresDestination } from '../../src/destinations/postgres/destination.ts';
import { LarkstreamError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import { assertVersion } from '../../src/postgres/connect-postgres.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { makeCertificate } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { nobody, PostgresServer } from '../support/postgres-server.ts';

const authority = makeCertificate('Our authority');
const stranger = makeCertificate('Another authority');
const good = makeCertificate('db', { issuer: authority, hosts: ['localhost', '127.0.0.1'] });
const elsewhere = makeCertificate('db', { issuer: authority, hosts: ['db.example.com'] });
const old = makeCertificate('db', { issuer: authority, hosts: ['localhost', '127.0.0.1'], until: '201231' });

let server: PostgresServer;
let plain: PostgresServer;
let folder: string;
const warnings: string[] = [];
const onWarning = (warning: Error): number => warnings.push(warning.message);

const file = (name: string): string => join(folder, name);

/** Lets the server show another certificate; it reads the files again at once. */
async function show(certificate: typeof good): Promise<void> {
  for (const [name, text] of [
    ['server.crt', certificate.certificate],
    ['server.key', certificate.privateKey],
  ] as const) {
    const path = join(server.folder, 'data', name);
    writeFileSync(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, nobody, nobody);
  }
  const marks = async (): Promise<unknown> =>
    (await server.query(server.url(), 'SELECT pg_conf_load_time()::text'))[0]?.[0];
  const before = await marks();
  await server.query(server.url(), 'SELECT pg_reload_conf()');
  await vi.waitFor(async () => expect(await marks()).not.toBe(before), { timeout: 20_000, interval: 20 });
}

beforeAll(async () => {
  process.on('warning', onWarning);
  folder = mkdtempSync(join(tmpdir(), 'larkstream-reach-'));
  writeFileSync(file('ca.pem'), authority.certificate);
  writeFileSync(file('other.pem'), stranger.certificate);
  [server, plain] = await Promise.all([PostgresServer.start(['fsync=off']), PostgresServer.start(['fsync=off'])]);
  for (const [name, text] of [
    ['server.crt', good.certificate],
    ['server.key', good.privateKey],
  ] as const) {
    const path = join(server.folder, 'data', name);
    writeFileSync(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, nobody, nobody);
  }
  const rules = join(server.folder, 'data/pg_hba.conf');
  writeFileSync(
    rules,
    [
      'hostnossl all tls_only 127.0.0.1/32 reject',
      'hostssl all plain_only 127.0.0.1/32 reject',
      'host all with_password 127.0.0.1/32 scram-sha-256',
      'host all not_admitted 127.0.0.1/32 reject',
      readFileSync(rules, 'utf8'),
    ].join('\n'),
  );
  await server.query(server.url(), 'ALTER SYSTEM SET ssl = on');
  await show(good);
  await server.query(
    server.url(),
    `CREATE ROLE tls_only SUPERUSER LOGIN; CREATE ROLE plain_only SUPERUSER LOGIN; CREATE ROLE not_admitted LOGIN;
     CREATE ROLE with_password LOGIN PASSWORD 'right'; CREATE ROLE unwanted LOGIN`,
  );
  await server.query(server.url(), 'CREATE DATABASE closed');
  await server.query(server.url(), 'REVOKE ALL ON DATABASE closed FROM PUBLIC');
});
afterAll(async () => {
  process.off('warning', onWarning);
  await Promise.all([server, plain].map((one) => one[Symbol.asyncDispose]()));
  rmSync(folder, { recursive: true, force: true });
});

const open = async (url: string): Promise<void> => {
  const destination = await openPostgresDestination({ url: new Secret(url), schema: 'lark', hardDeletes: false });
  await destination.close();
};
const openStore = async (url: string): Promise<void> => (await openEventStore(new Secret(url))).close();

/** Whether the session was encrypted, as the server saw it; or the error. */
async function reach(url: string): Promise<'tls' | 'plain' | LarkstreamError> {
  try {
    const destination = await openPostgresDestination({ url: new Secret(url), schema: 'lark', hardDeletes: false });
    const [[isEncrypted] = []] = await server.query(
      server.url(),
      "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'larkstream'",
    );
    await destination.close();
    return isEncrypted === true ? 'tls' : 'plain';
  } catch (thrown) {
    if (thrown instanceof LarkstreamError) return thrown;
    throw thrown;
  }
}

const at = (host: string, parameters = '', user = 'tester', port = server.port): string =>
  `postgres://${user}@${host}:${port}/postgres${parameters}`;
const root = (name: string): string => `sslrootcert=${encodeURIComponent(file(name))}`;

describe('sslmode means what it means to libpq', () => {
  test.each<[string, string, string, 'tls' | 'plain' | RegExp]>([
    ['', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=disable', '127.0.0.1', 'tester', 'plain'],
    ['?sslmode=allow', '127.0.0.1', 'tester', 'plain'],
    ['?sslmode=allow', '127.0.0.1', 'tls_only', 'tls'],
    ['?sslmode=prefer', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=prefer', '127.0.0.1', 'plain_only', 'plain'],
    ['?sslmode=require', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=require', '127.0.0.1', 'plain_only', /pg_hba\.conf/],
    ['?sslmode=no-verify', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=disable', '127.0.0.1', 'tls_only', /sslmode=require/],
    ['?sslmode=require&ROOT=other.pem', '127.0.0.1', 'tester', /sslrootcert/],
    ['?sslmode=require&ROOT=ca.pem', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=verify-ca&ROOT=ca.pem', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=verify-ca&ROOT=other.pem', '127.0.0.1', 'tester', /sslrootcert/],
    ['?sslmode=verify-ca', '127.0.0.1', 'tester', /sslrootcert/],
    ['?sslmode=verify-full&ROOT=ca.pem', 'localhost', 'tester', 'tls'],
    ['?sslmode=verify-full&ROOT=ca.pem', '127.0.0.1', 'tester', 'tls'],
    ['?sslmode=verify-full', 'localhost', 'tester', /sslrootcert/],
    ['?sslmode=verify-full&sslrootcert=system', 'localhost', 'tester', /sslrootcert/],
    ['?ssl=true&ROOT=ca.pem', 'localhost', 'tester', 'tls'],
    ['?sslmode=verify-full&sslrootcert=/no/such/file', 'localhost', 'tester', /exists and may be read/],
    ['?sslmode=tls', 'localhost', 'tester', /Correct `sslmode`/],
  ])('%s at %s as %s', async (parameters, host, user, expected) => {
    const url = at(
      host,
      parameters.replace(/ROOT=([\w.]+)/, (_, name: string) => root(name)),
      user,
    );
    const found = await reach(url);
    if (expected instanceof RegExp) {
      expect(found).toMatchObject({ family: 'config', cure: expect.stringMatching(expected) });
    } else expect(found).toBe(expected);
  });

  test('a certificate of another host, and one that has expired', async () => {
    await show(elsewhere);
    expect(await reach(at('localhost', '?sslmode=require'))).toBe('tls');
    expect(await reach(at('localhost', `?sslmode=verify-ca&${root('ca.pem')}`))).toBe('tls');
    const other = await reach(at('localhost', `?sslmode=verify-full&${root('ca.pem')}`));
    expect(other).toMatchObject({ cure: expect.stringContaining('the certificate holds') });
    await show(old);
    expect(await reach(at('localhost', '?sslmode=require'))).toBe('tls');
    const expired = await reach(at('localhost', `?sslmode=verify-ca&${root('ca.pem')}`));
    expect(expired).toMatchObject({ cure: expect.stringContaining('renew') });
    await show(good);
  });

  test('a server without TLS: prefer does without, require says what to do', async () => {
    await open(at('127.0.0.1', '?sslmode=prefer', 'tester', plain.port));
    await open(at('127.0.0.1', '', 'tester', plain.port));
    const refused = await reach(at('127.0.0.1', '?sslmode=require', 'tester', plain.port));
    expect(refused).toMatchObject({ family: 'config', cure: expect.stringContaining('ssl = on') });
  });

  test('the store of events goes the same way', async () => {
    await openStore(at('127.0.0.1', '?sslmode=require', 'tls_only'));
    await openStore(at('localhost', `?sslmode=verify-full&${root('ca.pem')}`, 'tls_only'));
    await expect(openStore(at('localhost', '?sslmode=verify-full', 'tls_only'))).rejects.toMatchObject({
      code: 'store.open.failed',
      cure: expect.stringMatching(/sslrootcert.*`events\.store`/),
    });
  });

  test('neither Node nor the driver warns on the terminal', () => {
    expect(warnings).toEqual([]);
  });
});

describe('a server that does not let us in gets a cure that is about Postgres', () => {
  let silent: Server;
  let web: Server;
  beforeAll(async () => {
    web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await Promise.all([web, silent].map((one) => vi.waitFor(() => expect(one.listening).toBe(true))));
  });
  afterAll(() => {
    web.close();
    silent.close();
  });
  const portOf = (one: Server): number => {
    const address = one.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  test.each<[string, () => string | Promise<string>, 'config' | 'transient', RegExp]>([
    ['an unknown host', () => 'postgres://x:hunter2@no-such-host.invalid/y', 'transient', /host name/],
    [
      'no server listens',
      async () => `postgres://x:hunter2@127.0.0.1:${await freePort()}/y`,
      'transient',
      /host and port/,
    ],
    ['a web server', () => `postgres://x:hunter2@127.0.0.1:${portOf(web)}/y`, 'transient', /Postgres answers/],
    [
      'a port that hangs up',
      () => `postgres://x:hunter2@127.0.0.1:${portOf(silent)}/y`,
      'transient',
      /Postgres answers/,
    ],
    ['a wrong password', () => at('127.0.0.1', '', 'with_password:hunter2'), 'config', /user and password/],
    ['no password', () => at('127.0.0.1', '', 'with_password'), 'config', /asks for a password/],
    ['no such role', () => at('127.0.0.1', '', 'no_such:hunter2'), 'config', /CREATE ROLE/],
    ['a user that is not admitted', () => at('127.0.0.1', '', 'not_admitted:hunter2'), 'config', /pg_hba\.conf/],
    ['no such database', () => server.url('no_such'), 'config', /CREATE DATABASE/],
    ['a database that is closed', () => server.url('closed', 'unwanted'), 'config', /GRANT CONNECT/],
  ])('%s', async (_, url, family, cure) => {
    const where = await url();
    for (const [enter, code, setting] of [
      [open, 'destination.open.failed', 'destination.url'],
      [openStore, 'store.open.failed', 'events.store'],
    ] as const) {
      const refused = await enter(where).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(refused instanceof LarkstreamError)) throw new Error('It was let in');
      expect(refused).toMatchObject({ code, family, cure: expect.stringMatching(cure) });
      const said = JSON.stringify([refused.texts, refused.details]);
      expect(said).not.toMatch(/DuckDB|hunter2/);
      expect(said).not.toContain(setting === 'events.store' ? 'destination.url' : 'events.store');
      expect(refused.texts.cure.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test('a server that is too old', () => {
    expect(() => assertVersion(140_000, 'db', 'destination.open.failed')).not.toThrow();
    expect(() => assertVersion(130_014, 'db', 'destination.open.failed')).toThrow(
      'db is Postgres 13; Larkstream needs 14 or newer',
    );
  });
});
