import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { memberRoles } from '../../src/model/service/member.ts';
import { isObject } from '../../src/util/json.ts';
import { beginDeployed, defaultPort, partOf, unknownVariables } from '../support/deployed.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** The drain and thirty-five seconds; docs/how-to/run-the-service.md. */
const longestStopSeconds = 50;
let server: PostgresDatabases;
let store: string;
const folder = new ServiceFolder();
beforeAll(async () => {
  server = await sharedPostgres();
  store = await server.newDatabase();
}, 120_000);
afterAll(async () => {
  await server.dropDatabase(store);
  folder[Symbol.dispose]();
});

test('the chart is of the version of the program', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(partOf(parse(readFileSync('deploy/helm/larkstream/Chart.yaml', 'utf8')), 'appVersion')).toBe(version);
});

describe('the compose file', () => {
  const domain = 'larkstream.example.com';
  const text = readFileSync('deploy/compose/compose.yml', 'utf8').replaceAll(/\$\{LARKSTREAM_DOMAIN:[^}]*\}/g, domain);
  const file: unknown = parse(text, { merge: true });
  const services = Object.entries(partOf(file, 'services') ?? {});
  const ours = services.filter(([, one]) => String(partOf(one, 'image')).includes('larkstream'));
  const places = { store: '/run/secrets/store', keys: '/run/secrets/keys', files: '/files' };
  const environmentOf = (one: unknown): Readonly<Record<string, string>> => {
    const given = partOf(one, 'environment');
    return Object.fromEntries(
      Object.entries(isObject(given) ? given : {}).map(([name, value]) => [name, String(value)]),
    );
  };

  test('its processes have all roles between them, and variables that the program knows', () => {
    const roles = ours.flatMap(
      ([, one]) => /--roles (\S+)/.exec(String(partOf(one, 'command')))?.[1]?.split(',') ?? [],
    );
    expect(roles.toSorted()).toEqual(memberRoles.toSorted());
    for (const [, one] of ours) {
      expect(unknownVariables(Object.keys(environmentOf(one)))).toEqual([]);
      expect(Number.parseInt(String(partOf(one, 'stop_grace_period')), 10)).toBeGreaterThan(longestStopSeconds);
    }
  });

  test.each(ours)(
    '%s starts with its options, variables and files, and its own check says that it is well',
    async (_, one) => {
      const argv = String(partOf(one, 'command')).split(' ');
      const { running, url } = await beginDeployed({ argv, env: environmentOf(one), places }, { folder, store });
      const [how, node, flag, check] = [0, 1, 2, 3].map((at) => String(partOf(one, 'healthcheck', 'test', at)));
      expect([how, node, flag]).toEqual(['CMD', 'node', '-e']);
      const port = `:${defaultPort}/`;
      expect(check).toContain(port);
      const asked = check?.replace(port, `:${new URL(url).port}/`) ?? '';
      await expect.poll(() => spawnSync(process.execPath, ['-e', asked]).status, { timeout: 30_000 }).toBe(0);
      expect(await running.end('SIGTERM')).toBe(0);
      expect(spawnSync(process.execPath, ['-e', asked]).status).toBe(1);
    },
  );

  test('what it refers to is there, and no secret is in it', () => {
    const volumes = services.flatMap(([, one]) => partOf(one, 'volumes') ?? []).map((one) => String(one).split(':')[0]);
    expect([...new Set(volumes)].toSorted()).toEqual(Object.keys(partOf(file, 'volumes') ?? {}).toSorted());
    const secrets = services.flatMap(([, one]) => partOf(one, 'secrets') ?? []).map(String);
    expect([...new Set(secrets)].toSorted()).toEqual(Object.keys(partOf(file, 'secrets') ?? {}).toSorted());
    const proxies = /--proxies (\S+)/.exec(text)?.[1];
    expect(partOf(file, 'networks', 'default', 'ipam', 'config', 0, 'subnet')).toBe(proxies);
    expect(String(partOf(file, 'services', 'caddy', 'command'))).toContain(`--to front:${defaultPort}`);
    expect(text).not.toMatch(/postgres:\/\//);
  });
});

describe('the systemd unit', () => {
  const path = 'deploy/systemd/larkstream@.service';
  const unit = readFileSync(path, 'utf8');
  const of = (name: string): string[] =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const credentials = '/run/credentials';
  const variables = Object.fromEntries(
    of('Environment').map((line) => {
      const [, name = '', value = ''] = /^"?(\w+)=(.*?)"?$/.exec(line) ?? [];
      return [name, value.replaceAll('%d', credentials)];
    }),
  );

  test.each(memberRoles)(
    'as larkstream@%s it starts with its options and variables, and says how it is',
    async (role) => {
      const [, line = ''] = /\/larkstream (.*)$/.exec(of('ExecStart')[0] ?? '') ?? [];
      const argv = line
        .replace(/\$\{ROLES\}/, variables.ROLES?.replace('%i', role) ?? '')
        .replace('$OPTIONS', '--port 0')
        .split(' ');
      const { HOME: _, ROLES: __, ...env } = variables;
      expect(unknownVariables(Object.keys(env))).toEqual([]);
      const places = { store: `${credentials}/store`, keys: `${credentials}/keys`, files: '/no files' };
      const { running, url, line: said } = await beginDeployed({ argv, env, places }, { folder, store });
      expect(said.roles).toEqual([role]);
      await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await running.end('SIGTERM')).toBe(0);
    },
  );

  test('it gives a stop the time that it takes, and the secrets that it names are loaded', () => {
    expect(Number(of('TimeoutStopSec')[0])).toBeGreaterThan(longestStopSeconds);
    const loaded = of('LoadCredential').map((one) => one.split(':')[0]);
    const used = [...unit.matchAll(/%d\/(\w+)/g)].map(([, name]) => name);
    expect(loaded.toSorted()).toEqual(used.toSorted());
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).error === undefined;
  test.skipIf(!hasSystemd)('systemd takes it (skipped where there is no systemd-analyze)', () => {
    const place = mkdtempSync(join(tmpdir(), 'larkstream-unit-'));
    const file = join(place, 'larkstream@worker.service');
    writeFileSync(file, unit.replace('/usr/local/bin/larkstream', process.execPath));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    rmSync(place, { recursive: true });
    expect([stderr, status]).toEqual(['', 0]);
    const argv = ['security', '--offline=true', '--threshold=25', path];
    const said = execFileSync('systemd-analyze', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(said).toContain('OK');
  });
});
