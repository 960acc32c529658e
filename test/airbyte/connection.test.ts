import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readText } from '../../src/util/json.ts';
import { draft7 } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { runSource } from '../support/run-source.ts';

/** The checks of TestConnection and TestDiscovery in Airbyte's connector acceptance tests. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTenant();
});
afterAll(async () => {
  await sandbox.close();
});

async function checkMessage(config: JsonValue): Promise<{ status: string; message: string }> {
  const ran = await runSource('check', { config });
  expect(ran.code).toBe(0);
  expect(ran.connectionStatuses).toHaveLength(1);
  expect(ran.messages.at(-1)?.type).toBe('CONNECTION_STATUS');
  const [status = {}] = ran.connectionStatuses;
  return { status: readText(status, 'status') ?? '', message: readText(status, 'message') ?? '' };
}

function credentials(more: JsonObject): JsonObject {
  const { appId, appSecret } = sandbox.options;
  return { credentials: { auth_type: 'custom_app', app_id: appId, app_secret: appSecret, ...more } };
}

describe('check', () => {
  test('a working configuration succeeds, with a line for each thing proved', async () => {
    const ran = await runSource('check', { config: sourceConfig(sandbox) });
    expect(ran.connectionStatuses).toEqual([{ status: 'SUCCEEDED' }]);
    expect(ran.logs.filter((line) => line.startsWith('INFO')).length).toBeGreaterThan(5);
  });

  test('a wrong secret fails, and says where to look', async () => {
    const { status, message } = await checkMessage(
      sourceConfig(sandbox, credentials({ app_secret: 'wrong-secret-wrong-secret-wrong' })),
    );
    expect(status).toBe('FAILED');
    expect(message).toMatch(/App Secret/i);
    expect(message).not.toContain('wrong-secret');
  });

  test('every failing module is named, each with its remedy', async () => {
    const modules = {
      approval: { approval_codes: ['00000000-0000-0000-0000-000000000000'] },
      base: { tables: [{ app_token: 'NoSuchBaseToken0000000000' }, { app_token: sandbox.tenant.tables.appTokens[0] }] },
      contact: { department_ids: ['od-00000000000000000000000000000000'] },
    };
    const { status, message } = await checkMessage(
      sourceConfig(sandbox, { modules: JSON.parse(JSON.stringify(modules)) }),
    );
    expect(status).toBe('FAILED');
    const lines = message.split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const module of ['Approval (', 'Base (', 'Contact ('])
      expect(lines.some((line) => line.startsWith(module))).toBe(true);
    for (const line of lines) expect(line).toMatch(/\): .+[.:] .+/);
    expect(message).not.toContain(String(sandbox.tenant.tables.appTokens[0]));
  });

  test('a scope that was not granted is named', async () => {
    const before = sandbox.options.grantedScopes;
    sandbox.setGrantedScopes(before.filter((scope) => !scope.startsWith('attendance:')));
    try {
      const { status, message } = await checkMessage(sourceConfig(sandbox));
      expect(status).toBe('FAILED');
      expect(message).toMatch(/attendance:task:readonly/);
    } finally {
      sandbox.setGrantedScopes(before);
    }
  });

  test.each<[string, JsonValue]>([
    ['no modules', { credentials: { auth_type: 'custom_app', app_id: 'a', app_secret: 'b' } }],
    ['no object at all', ['what is this']],
    ['a number for a list', { modules: { approval: { approval_codes: 5 } } }],
    ['a day that is none', { modules: { attendance: { start_date: 'yesterday' } } }],
  ])('a configuration with %s is one FAILED that names the setting', async (_, config) => {
    const whole = isObject(config) && config.credentials === undefined ? sourceConfig(sandbox, config) : config;
    const { status, message } = await checkMessage(whole);
    expect(status).toBe('FAILED');
    expect(message.length).toBeGreaterThan(20);
    expect(message).not.toMatch(/\bat .+:\d+:\d+/);
  });

  test('an address without an answer is one FAILED', async () => {
    const { status, message } = await checkMessage(sourceConfig(sandbox, { base_url: 'http://127.0.0.1:9' }));
    expect(status).toBe('FAILED');
    expect(message).toContain('127.0.0.1:9');
  });

  test('on Airbyte Cloud, addresses inside its network are refused', async () => {
    const ran = await runSource('check', { config: sourceConfig(sandbox) }, { env: { DEPLOYMENT_MODE: 'CLOUD' } });
    expect(ran.connectionStatuses[0]).toMatchObject({ status: 'FAILED', message: expect.stringContaining('base_url') });
    expect(ran.code).toBe(0);
  });
});

describe('discover', () => {
  let streams: JsonObject[];
  beforeAll(async () => {
    const ran = await runSource('discover', { config: sourceConfig(sandbox) });
    expect(ran.code).toBe(0);
    expect(ran.catalogs).toHaveLength(1);
    streams = ran.streams;
  });

  test('streams of all modules and one for each table, by unique names that every destination takes', () => {
    const names = streams.map((stream) => readText(stream, 'name') ?? '');
    expect(names.length).toBe(25);
    expect(names.filter((name) => /^base_[A-Za-z0-9]+_tbl/.test(name))).toHaveLength(3);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9_]*$/);
  });

  test('schemas are draft 7 without references, and allow what is unknown', () => {
    for (const { name, json_schema: schema } of streams) {
      if (!isObject(schema)) throw new Error(`${String(name)} has no schema`);
      expect(() => draft7().compile(schema), String(name)).not.toThrow();
      expect(JSON.stringify(schema)).not.toMatch(/"(\$ref|allOf|anyOf|oneOf|not|additionalProperties":false)"/);
      expect(schema.additionalProperties).toBe(true);
      expect(readText(schema, 'title')).not.toBeNull();
      for (const [column, property] of Object.entries(readObject(schema, 'properties'))) {
        expect(column, String(name)).toMatch(/^[a-z][A-Za-z0-9_]*$/);
        const folded = Object.keys(readObject(schema, 'properties')).filter(
          (other) => other.toLowerCase() === column.toLowerCase(),
        );
        expect(folded).toEqual([column]);
        if (!isObject(property)) throw new Error(`${String(name)}.${column}`);
        expect(property.type, `${String(name)}.${column}`).toEqual(['null', expect.any(String)]);
        expect(readText(property, 'description'), `${String(name)}.${column}`).not.toBeNull();
      }
    }
  });

  test('keys and cursors are columns of plain types, and sync modes are declared', () => {
    const modes: Record<string, unknown> = {};
    for (const stream of streams) {
      const name = readText(stream, 'name') ?? '';
      const properties = readObject(readObject(stream, 'json_schema'), 'properties');
      const keys = stream.source_defined_primary_key;
      if (!Array.isArray(keys)) throw new Error(`${name} has no key`);
      expect(keys.length, name).toBeGreaterThan(0);
      for (const path of keys) {
        const [column] = Array.isArray(path) ? path : [];
        const { type } = readObject(properties, String(column));
        expect(['string', 'integer', 'number', 'boolean'], `${name}.${String(column)}`).toContain(
          Array.isArray(type) ? type[1] : type,
        );
      }
      if (Array.isArray(stream.default_cursor_field))
        expect(properties).toHaveProperty(stream.default_cursor_field.map(String));
      modes[name] = stream.supported_sync_modes;
    }
    expect(modes).toMatchObject({
      approval_instances: ['full_refresh', 'incremental'],
      attendance_user_flows: ['full_refresh', 'incremental'],
      base_records: ['full_refresh'],
      contact_users: ['full_refresh'],
    });
    const resumable = streams.filter((stream) => stream.is_resumable === true).map((stream) => stream.name);
    expect(resumable).toContain('base_records');
    expect(resumable).not.toContain('contact_users');
  });

  test('the human names are in the titles', () => {
    const typed = streams.filter((stream) => /^base_[A-Za-z0-9]+_tbl/.test(String(stream.name)));
    const titles = typed.flatMap((stream) =>
      Object.values(readObject(readObject(stream, 'json_schema'), 'properties')).flatMap((property) =>
        isObject(property) ? (readText(property, 'title') ?? []) : [],
      ),
    );
    const { tables } = sandbox.tenant;
    const fields = tables.appTokens.flatMap((app) =>
      tables.tableIds(app).flatMap((table) => tables.fields(app, table).map((field) => field.field_name)),
    );
    expect(titles.toSorted()).toEqual(fields.toSorted());
    expect(titles.some((title) => /[\u4e00-\u9fff]/.test(title))).toBe(true);
  });

  test('discover prints the same catalog each time', async () => {
    const again = await runSource('discover', { config: sourceConfig(sandbox) });
    expect(again.streams).toEqual(streams);
  });

  test('discover without typed streams needs no network', async () => {
    const { appTokens } = sandbox.tenant.tables;
    const modules = { base: { tables: appTokens.map((token) => ({ app_token: token })) }, contact: {} };
    const ran = await runSource('discover', {
      config: sourceConfig(sandbox, { base_url: 'http://127.0.0.1:9', modules }),
    });
    expect(ran.code).toBe(0);
    expect(ran.streams.map((stream) => stream.name)).toContain('base_records');
  });

  test('a Base that cannot be read is an error, not half a catalogue', async () => {
    const modules = { base: { tables: [{ app_token: 'NoSuchBaseToken0000000000' }], typed_streams: true } };
    const ran = await runSource('discover', { config: sourceConfig(sandbox, { modules }) });
    expect(ran.code).toBe(1);
    expect(ran.catalogs).toEqual([]);
    expect(ran.errors).toHaveLength(1);
    expect(ran.errors[0]).toMatchObject({ failure_type: 'config_error' });
  });
});
