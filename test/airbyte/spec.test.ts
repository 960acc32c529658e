import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { toCatalogStream } from '../../src/airbyte/catalog.ts';
import { untranslated } from '../../src/model/message.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readObjects, readText } from '../../src/util/json.ts';
import { draft7 } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { runSource, type SourceName, sourceFile } from '../support/run-source.ts';

/** The checks of TestSpec in Airbyte's connector acceptance tests, as far as they need no image. */
interface Node {
  readonly path: string;
  readonly value: JsonObject;
}

function nodesOf(value: JsonValue | undefined, path = ''): Node[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => nodesOf(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return [{ path, value }, ...Object.entries(value).flatMap(([key, item]) => nodesOf(item, `${path}/${key}`))];
}

/** As the lint of Airbyte's CDK has it: `find_secret_marking_errors` of airbyte_cdk 7.39, `_spec_lint.py`. */
const secretNames = new Set([
  ...['access_token', 'api_token', 'certificate', 'client_secret', 'client_token', 'credentials', 'jwt', 'key'],
  ...['password', 'refresh_token', 'secret', 'service_account', 'service_account_info', 'token'],
]);
const secretEnds = [
  ...['_token', '_secret', 'password', 'api_key', 'apikey', 'secret_key', 'private_key', 'access_key'],
];
const isSecretName = (key: string): boolean => secretNames.has(key) || secretEnds.some((end) => key.endsWith(end));
/** A Base token is part of every link and opens nothing. */
const shownByDecision = new Set(['app_token']);

const names: SourceName[] = ['source-lark', 'source-feishu'];

async function specOf(name: SourceName): Promise<JsonObject> {
  const ran = await runSource('spec', {}, { name });
  expect(ran.code).toBe(0);
  expect(ran.messages).toHaveLength(1);
  return readObject(ran.specs[0] ?? {}, 'connectionSpecification');
}

describe.each(names)('spec of %s', (name) => {
  test('the specification is one message, with a JSON Schema that accepts a real configuration', async () => {
    const schema = await specOf(name);
    const isConfig = draft7().compile(schema);
    const sandbox = await startTenant({ users: 5 });
    try {
      expect(isConfig(sourceConfig(sandbox)), JSON.stringify(isConfig.errors)).toBe(true);
      expect(isConfig(sourceConfig(sandbox, { credentials: { auth_type: 'custom_app' } }))).toBe(false);
      expect(isConfig(sourceConfig(sandbox, { modules: 'all' }))).toBe(false);
    } finally {
      await sandbox.close();
    }
  });

  test('uses only keywords that forms understand', async () => {
    const forbidden = [
      ...['$ref', 'not', 'anyOf', 'allOf', 'patternProperties', 'prefixItems', 'if', 'then', 'else'],
      ...['dependentSchemas', 'dependentRequired'],
    ];
    for (const { path, value } of nodesOf(await specOf(name))) {
      if (path.endsWith('/properties')) continue;
      for (const keyword of forbidden) expect(value, path).not.toHaveProperty([keyword]);
      expect(value.additionalProperties ?? true, path).toBe(true);
      if (Array.isArray(value.type)) {
        expect(value.type.length, path).toBeLessThanOrEqual(2);
        if (value.type.length === 2) expect(value.type, path).toContain('null');
      }
      if (value.type === 'array') expect(readText(readObject(value, 'items'), 'type'), path).not.toBeNull();
      if (value.type === 'object')
        expect(value.properties !== undefined || value.oneOf !== undefined, `${path} is an empty object`).toBe(true);
      if (Array.isArray(value.enum)) expect(new Set(value.enum).size, path).toBe(value.enum.length);
    }
  });

  test('a oneOf is an object whose options share one constant', async () => {
    const choices = nodesOf(await specOf(name)).filter(({ value }) => value.oneOf !== undefined);
    expect(choices.map(({ path }) => path)).toContain('/properties/credentials');
    for (const { path, value } of choices) {
      expect(value.type, path).toBe('object');
      const options = readObjects(value, 'oneOf');
      const constants = options.map((option) => {
        expect(option.type, path).toBe('object');
        expect(readText(option, 'title'), path).not.toBeNull();
        return Object.entries(readObject(option, 'properties')).flatMap(([key, property]) =>
          isObject(property) && property.const !== undefined ? [`${key}=${String(property.const)}`] : [],
        );
      });
      expect(constants.every((own) => own.length === 1)).toBe(true);
      expect(new Set(constants.flat()).size).toBe(options.length);
      expect(new Set(constants.flat().map((constant) => constant.split('=')[0])).size).toBe(1);
      if (value.display_type !== undefined) expect(['dropdown', 'radio']).toContain(value.display_type);
    }
  });

  test('settings that look like a secret are marked as one, or as none by decision', async () => {
    // Ids of apps and tenants, which an older list had, beside those of the CDK's lint.
    const ours = new Set(['tenant_id', 'app_id', 'appid']);
    let found = 0;
    for (const { path, value } of nodesOf(await specOf(name))) {
      const key = /\/properties\/(\w+)$/.exec(path)?.[1] ?? '';
      const mark = value.airbyte_secret;
      // The filter of the CDK looks for `true` itself, and not below anyOf and allOf.
      if (mark !== undefined) expect(typeof mark, path).toBe('boolean');
      if (mark === true) expect(path).not.toMatch(/anyOf|allOf/);
      if (mark === true) expect(['string', 'integer', 'number'], path).toContain(value.type);
      if (value.type !== 'string' || value.const !== undefined || !(isSecretName(key) || ours.has(key))) continue;
      found++;
      expect(mark, path).toBe(!shownByDecision.has(key));
    }
    expect(found).toBeGreaterThanOrEqual(5);
  });

  test('every setting has a title, an order of its own, and a group only at the top', async () => {
    const schema = await specOf(name);
    const groups = new Set(readObjects(schema, 'groups').map((group) => readText(group, 'id')));
    expect(groups.size).toBeGreaterThan(1);
    for (const { path, value } of nodesOf(schema)) {
      if (!path.endsWith('/properties')) continue;
      const settings = Object.values(value).filter(isObject);
      const orders = settings.map((setting) => setting.order);
      expect(new Set(orders).size, path).toBe(orders.length);
      for (const setting of settings) {
        expect(readText(setting, 'title'), path).not.toBeNull();
        if (path === '/properties') expect(groups.has(readText(setting, 'group')), path).toBe(true);
        else expect(setting.group, path).toBeUndefined();
        if (setting.format === 'date') expect(readText(setting, 'pattern'), path).not.toBeNull();
      }
    }
  });
});

test('the two differ in the region and its words only, which is no setting', async () => {
  const [lark, feishu] = [await specOf('source-lark'), await specOf('source-feishu')];
  expect(readText(lark, 'title')).toBe('Lark Source');
  expect(readText(feishu, 'title')).toBe('Feishu Source');
  expect({ ...lark, title: '' }).toEqual({ ...feishu, title: '' });
  expect(readObject(lark, 'properties')).not.toHaveProperty('region');
});

test('texts from upstream in the catalogue hold nothing that a JSON column cannot', () => {
  const text = 'a\u0000\ud800';
  const columns = [{ name: 'id', type: 'string', title: text, description: untranslated(text) }] as const;
  const stream = {
    name: 's',
    title: untranslated(text),
    description: untranslated(text),
    module: 'base',
    primaryKey: ['id'],
    columns,
  } as const;
  expect(JSON.stringify(toCatalogStream(stream))).not.toMatch(/\\u0000|\\ud800/);
});

test('needs no network, no file and no DuckDB', () => {
  const ran = spawnSync(process.execPath, ['--permission', '--allow-fs-read=*', sourceFile('source-lark'), 'spec'], {
    encoding: 'utf8',
  });
  expect(ran.stderr).toBe('');
  expect(JSON.parse(ran.stdout).type).toBe('SPEC');
});

test.each([
  [['fly'], 'There is no command fly'],
  [[], 'No command is given'],
  [['check'], 'check needs --config FILE'],
  [['read', '--config', 'x'], 'read needs --catalog FILE'],
  [['spec', '--wings'], "Unknown option '--wings'"],
])('a wrong command line %j ends with 1, a message and the usage', (argv, text) => {
  const ran = spawnSync(process.execPath, [sourceFile('source-feishu'), ...argv], { encoding: 'utf8' });
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('Usage: source-feishu <command>');
  const message = JSON.parse(ran.stdout);
  expect(message.trace.error).toMatchObject({ failure_type: 'config_error' });
  expect(message.trace.error.message).toContain(text);
});
