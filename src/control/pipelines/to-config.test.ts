import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsIn } from '../../config/check-settings.ts';
import { configSpec } from '../../config/connector-spec.ts';
import { parseConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { Secret } from '../../model/secret.ts';
import type { Integration } from '../../model/service/integration.ts';
import { isObject, type JsonObject, readObject, readObjects, readTexts } from '../../util/json.ts';
import { type ImportedConfig, importConfig } from '../files/import-config.ts';
import { loadConfig } from './load-config.ts';
import { pathBelow, toConfig } from './to-config.ts';

/** Texts that a careless document would take for something else. */
const awkward = ['x', 'a$', '$${b}', `\${HOME}`, '$$$', 'a:b', '"q"b', '#c', '{tenant_key}', '-', 'null', '1', 'yes'];

/** Settings as a schema of the specification allows them; what rules beyond it forbid is filtered out by the caller. */
function settingsBy(schema: JsonObject): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const kinds = readObjects(schema, 'oneOf');
  if (kinds.length > 0) return fc.oneof(...kinds.map(settingsBy));
  if (schema.format === 'date') return fc.constantFrom('2026-01-31', '2024-02-29');
  if (schema.format === 'uri') return fc.constantFrom(`https://example.feishu.cn/base/b?table=\${t}`);
  if (schema.type === 'array') return fc.array(settingsBy(readObject(schema, 'items')), { minLength: 1, maxLength: 2 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') return fc.integer({ min: 0, max: 400 });
  if (schema.type === 'number') return fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0);
  if (schema.type === 'string')
    return typeof schema.pattern === 'string' ? fc.constantFrom('lark', 'a_{tenant_key}') : fc.constantFrom(...awkward);
  const properties = readObject(schema, 'properties');
  if (Object.keys(properties).length === 0) {
    const mode = readObject(schema, 'additionalProperties');
    return fc.dictionary(fc.constantFrom(...awkward), settingsBy(mode.enum === undefined ? modes : mode));
  }
  const required = readTexts(schema, 'required');
  const models = Object.entries(properties).map(([name, child]): [string, fc.Arbitrary<unknown>] => [
    name,
    settingsBy(isObject(child) ? child : {}),
  ]);
  return fc.record(Object.fromEntries(models), { requiredKeys: required, noNullPrototype: true });
}

const modes: JsonObject = { enum: ['dedup', 'append', 'overwrite'] };
const spec = configSpec();
const at = (...path: string[]): JsonObject =>
  path.reduce<JsonObject>((above, name) => readObject(readObject(above, 'properties'), name), spec);

/** One module by itself, then several together: rejects stay few. */
const modules = Object.entries(readObject(at('source', 'modules'), 'properties')).map(([name, schema]) =>
  settingsBy(isObject(schema) ? schema : {})
    .filter((settings) => faultsIn('modules', { [name]: settings }).length === 0)
    .map((settings) => [name, settings] as const),
);
const someModules = fc
  .tuple(...modules.map((module) => fc.option(module, { nil: undefined })))
  .map((chosen) => Object.fromEntries(chosen.filter((one) => one !== undefined)))
  .filter((chosen) => Object.keys(chosen).length > 0);
const address = 'postgres://user:p%40ss@db.example.com:5432/warehouse';
const destinations = settingsBy(at('destination'))
  .map((settings) => (isObject(settings) && settings.type === 'postgres' ? { ...settings, url: address } : settings))
  .filter((settings) => faultsIn('destination', settings).length === 0);
const apps = fc.oneof(
  fc.constant({ auth_type: 'custom_app', app_id: 'cli_a1b2c3d4e5f6', app_secret: `s3cr3t$\${x}` }),
  fc.constant({ auth_type: 'store_app', app_id: 'cli_a1b2c3d4e5f6', app_secret: 's3cr3t', tenant_key: `t$\${1}` }),
);
const configs = fc.record({
  source: fc.record({
    region: fc.constantFrom('feishu', 'lark'),
    base_url: fc.constant('https://open.example.com'),
    credentials: apps,
    rate_limit_scale: fc.constantFrom(0, 0.5, 1, 10),
    modules: someModules,
  }),
  destination: destinations,
  streams: settingsBy(at('streams')).filter((streams) => faultsIn('streams', streams).length === 0),
  events: fc.record({ reconcile_minutes: fc.integer({ min: 1, max: 1000 }) }),
});

const root = '/srv/files';
const store = new Secret('postgres://larkstream@127.0.0.1/larkstream');

/** As a file would have to say it: what is meant literally is escaped. */
const asFile = (config: unknown): string =>
  JSON.stringify(config, (_, value) => (typeof value === 'string' ? value.replaceAll('${', () => '$${') : value));

function parsed(config: unknown): Config {
  const given = JSON.stringify({ ...(isObject(config) ? config : {}), events: {} });
  return parseConfig({ text: asFile(JSON.parse(given)), file: `${root}/larkstream.yaml`, environment: {} });
}

const resource = { id: 'in_1', createdAt: 0, changedAt: 0, version: 1 };
const integrationOf = (imported: ImportedConfig): Integration => ({
  ...resource,
  name: 'App',
  ...imported.integration,
  modeBefore: undefined,
  modeSince: 0,
  disconnectedAt: undefined,
  test: undefined,
  testedAt: undefined,
});

async function readBack(imported: ImportedConfig, resolve = async (): Promise<string> => '192.0.2.7'): Promise<Config> {
  const { destination, pipeline } = imported;
  const { text, secrets } = await loadConfig({
    pipeline,
    integration: integrationOf(imported),
    destination: { id: 'dest_1', ...destination },
    filesRoot: root,
    eventStore: store,
    guard: { resolve },
    openSecret: async ({ ownerKind, name }) =>
      (ownerKind === 'integration' ? imported.integrationSecrets : imported.destinationSecrets)[name],
  });
  expect(text).not.toContain('s3cr3t');
  expect(text).not.toContain('p%40ss');
  const environment = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
  return parseConfig({ text, file: '/elsewhere/pipeline.json', environment });
}

/** With secrets in the open, and without the address that the guard adds. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal().replace(/\?hostaddr=.*$/, '');
  if (Array.isArray(value)) return value.map(revealed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
}

describe('a pipeline as a configuration', () => {
  test('the file of the command line, imported, becomes the same configuration again, for all settings', async () => {
    await fc.assert(
      fc.asyncProperty(configs, async (given) => {
        const imported = importConfig({ text: asFile(given), variables: {}, filesRoot: root });
        const { reconcile_minutes } = given.events;
        const expected = parsed(given);
        const back = await readBack(imported);
        expect(revealed(back)).toEqual({
          ...Object(revealed(expected)),
          events: { ...Object(revealed(expected)).events, store: store.reveal(), reconcile_minutes },
        });
      }),
      { numRuns: 100 },
    );
  });

  test('the configurations of the property are of every module and every kind of destination', () => {
    const seen = new Set<string>();
    for (const { source, destination } of fc.sample(configs, { numRuns: 300, seed: 1 })) {
      for (const module of Object.keys(source.modules)) seen.add(module);
      if (isObject(destination)) seen.add(String(destination.type));
    }
    const kinds = readObjects(at('destination'), 'oneOf').map((kind) => typeOf(kind).const);
    expect([...seen].sort()).toEqual(
      [...Object.keys(readObject(at('source', 'modules'), 'properties')), ...kinds].sort(),
    );
  });

  test('the address of a database carries the one address that the guard has let through', async () => {
    const text = JSON.stringify({
      source: {
        region: 'lark',
        credentials: { app_id: 'cli_a1b2c3d4e5f6', app_secret: 'x' },
        modules: { contact: {} },
      },
      destination: { type: 'postgres', url: `${address}?sslmode=require` },
    });
    const asked: string[] = [];
    const back = await readBack(importConfig({ text, variables: {}, filesRoot: root }), async (...hosts: string[]) => {
      asked.push(...hosts);
      return '2001:db8::5';
    });
    expect(asked).toEqual(['db.example.com']);
    expect(back.destination.type === 'postgres' && back.destination.url.reveal()).toBe(
      `${address}?sslmode=require&hostaddr=2001%3Adb8%3A%3A5`,
    );
  });

  test('a secret that was never set is named', async () => {
    const text = JSON.stringify({
      source: {
        region: 'lark',
        credentials: { app_id: 'cli_a1b2c3d4e5f6', app_secret: 'x' },
        modules: { contact: {} },
      },
      destination: { type: 'duckdb', path: 'a.duckdb' },
    });
    const imported = importConfig({ text, variables: {}, filesRoot: root });
    await expect(readBack({ ...imported, integrationSecrets: {} })).rejects.toMatchObject({
      code: 'serve.secret.missing',
      details: { owner: 'integration', name: 'app_secret' },
    });
  });

  test('a draft without a destination is a document that can be read', () => {
    const integration = integrationOf(
      importConfig({ text: asFile(fc.sample(configs, { numRuns: 1, seed: 2 })[0]), variables: {}, filesRoot: root }),
    );
    const pipeline = { tenantKey: undefined, modules: { contact: {} }, streams: {} };
    const { text } = toConfig({ pipeline, integration, destination: undefined, filesRoot: undefined });
    const environment = { LARKSTREAM_APP_SECRET: 'x', LARKSTREAM_EVENT_STORE: store.reveal() };
    expect(parseConfig({ text, file: '/x.json', environment }).streams.include).toEqual(['*']);
  });
});

function typeOf(kind: JsonObject): JsonObject {
  return readObject(readObject(kind, 'properties'), 'type');
}

describe('the path of files', () => {
  test.each([
    ['lake', '/srv/files/lake'],
    ['a/b.duckdb', '/srv/files/a/b.duckdb'],
    ['/srv/files/lake', '/srv/files/lake'],
    ['/srv/files/./a//b.duckdb/', '/srv/files/a/b.duckdb'],
    ['./lake/', '/srv/files/lake/'],
  ])('%s lies at %s', (path, expected) => {
    expect(pathBelow(root, path)).toBe(expected);
  });

  test.each(['..', '../x', 'a/../../x', 'a\\..\\..\\x', '.', '/', '/srv/files', '', 'a\0b'])(
    '%j is refused',
    (path) => {
      expect(() => pathBelow(root, path)).toThrow(expect.objectContaining({ code: 'serve.files.outside' }));
    },
  );

  test.each(['/etc/x.duckdb', '/srv/filesystem/x', 'C:\\data\\x.duckdb', 'c:/x', '\\\\host\\share\\x'])(
    '%j is absolute and elsewhere, which is said',
    (path) => {
      expect(() => pathBelow(root, path)).toThrow(/is absolute, and not below the folder for files/);
    },
  );

  test('without a root every path is refused', () => {
    expect(() => pathBelow(undefined, 'lake')).toThrow(expect.objectContaining({ code: 'serve.files.outside' }));
  });
});
