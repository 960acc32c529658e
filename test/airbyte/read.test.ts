import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, readNumber, readObject, readText } from '../../src/util/json.ts';
import { configure, draft7, streamOfState } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { runSource, type SourceRan } from '../support/run-source.ts';

/** The checks of TestBasicRead and TestFullRefresh in Airbyte's connector acceptance tests. */
let sandbox: Sandbox;
let streams: JsonObject[];
let first: SourceRan;
let startedAt: number;
beforeAll(async () => {
  sandbox = await startTenant();
  streams = (await runSource('discover', { config: sourceConfig(sandbox) })).streams;
  startedAt = Date.now();
  sandbox.resetStats();
  first = await runSource('read', { config: sourceConfig(sandbox), catalog: configure(streams, 'full_refresh') });
});
afterAll(async () => {
  await sandbox.close();
});

const nameOf = (stream: JsonObject): string => readText(stream, 'name') ?? '';

describe('a first read of everything', () => {
  test('a read ends with exit code 0 and records of every stream', () => {
    expect(first.error).toBe('');
    expect(first.code).toBe(0);
    expect(first.errors).toEqual([]);
    expect(streams.filter((stream) => first.rows(nameOf(stream)).length === 0).map(nameOf)).toEqual([]);
  });

  test('records fit the schema, and hold no column that it does not name', () => {
    for (const stream of streams) {
      const schema = readObject(stream, 'json_schema');
      const fits = draft7().compile({ ...schema, additionalProperties: false });
      for (const row of first.rows(nameOf(stream)))
        if (!fits(row)) throw new Error(`${nameOf(stream)}: ${JSON.stringify(fits.errors)} in ${JSON.stringify(row)}`);
    }
  });

  test('columns are filled: those that nothing in the tenant fills are named here', () => {
    const empty = streams.flatMap((stream) => {
      const rows = first.rows(nameOf(stream));
      const columns = Object.keys(readObject(readObject(stream, 'json_schema'), 'properties'));
      return columns
        .filter((column) => rows.every((row) => row[column] === null || row[column] === undefined))
        .map((column) => `${nameOf(stream).replace(/^base_\w+_tbl\w+$/, 'typed')}.${column}`);
    });
    expect(empty.filter((column) => !column.endsWith('other_fields'))).toEqual(expect.arrayContaining([]));
    expect(empty.length / streams.length).toBeLessThan(4);
  });

  test('keys are there, and unique', () => {
    for (const stream of streams) {
      const paths = Array.isArray(stream.source_defined_primary_key) ? stream.source_defined_primary_key : [];
      const columns = paths.map((path) => String(Array.isArray(path) ? path[0] : ''));
      const keys = first.rows(nameOf(stream)).map((row) =>
        JSON.stringify(
          columns.map((column) => {
            expect(row[column], `${nameOf(stream)}.${column}`).not.toBeNull();
            expect(row[column], `${nameOf(stream)}.${column}`).toBeDefined();
            return row[column];
          }),
        ),
      );
      expect(new Set(keys).size, nameOf(stream)).toBe(keys.length);
    }
  });

  test('each stream sends STARTED, RUNNING and COMPLETE, in this order, around its records', () => {
    for (const stream of streams) expect(first.statusesOf(nameOf(stream))).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
    const phase = new Map<string, string>();
    for (const message of first.messages) {
      if (message.type === 'RECORD') {
        const name = readText(readObject(message, 'record'), 'stream') ?? '';
        expect(phase.get(name), name).toBe('RUNNING');
      }
      const status = readObject(readObject(message, 'trace'), 'stream_status');
      const name = readText(readObject(status, 'stream_descriptor'), 'name');
      if (name !== null) phase.set(name, readText(status, 'status') ?? '');
    }
  });

  test('records carry when they were read', () => {
    for (const record of first.records) {
      expect(readNumber(record, 'emitted_at')).toBeGreaterThanOrEqual(startedAt);
      expect(readNumber(record, 'emitted_at')).toBeLessThanOrEqual(Date.now());
    }
  });

  test('states are by stream, with counts that add up and a decimal point, and never say the same twice', () => {
    for (const stream of streams) {
      const states = first.statesOf(nameOf(stream));
      expect(states.length, nameOf(stream)).toBeGreaterThanOrEqual(1);
      const counts = states.map((state) => readNumber(readObject(state, 'sourceStats'), 'recordCount') ?? Number.NaN);
      expect(
        counts.reduce((sum, count) => sum + count, 0),
        nameOf(stream),
      ).toBe(first.rows(nameOf(stream)).length);
      for (const state of states) expect(state.type).toBe('STREAM');
      const blobs = states.map((state) => JSON.stringify(readObject(state, 'stream').stream_state));
      for (const [index, blob] of blobs.entries()) expect(blob).not.toBe(blobs[index - 1]);
    }
    const lines = first.out.split('\n').filter((line) => line.startsWith('{"type":"STATE"'));
    for (const line of lines) expect(line).toMatch(/"recordCount":\d+\.\d/);
  });

  test('the last word of a stream is its state, then its status', () => {
    for (const stream of streams) {
      const own = first.messages.filter((message) => {
        const { record, state, trace } = message;
        const owner = isObject(record)
          ? record.stream
          : isObject(state)
            ? streamOfState(state)
            : readText(
                readObject(readObject(isObject(trace) ? trace : {}, 'stream_status'), 'stream_descriptor'),
                'name',
              );
        return owner === nameOf(stream);
      });
      expect(own.slice(-2).map(({ type }) => type)).toEqual(['STATE', 'TRACE']);
    }
  });

  test('streams of one module share their calls', () => {
    const { endpoints } = sandbox.stats();
    const instances = new Set(first.rows('approval_instances').map((row) => row.instance_code)).size;
    const details = endpoints['/open-apis/approval/v4/instances/:instance_id']?.calls ?? 0;
    expect(details).toBeGreaterThanOrEqual(instances);
    expect(details).toBeLessThanOrEqual(instances * 1.02 + 1);
    const search = endpoints['/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search']?.calls;
    expect(search).toBe(2 + 1 + 1);
  });

  test('estimates tell how many records are to come', () => {
    const estimates = new Map(first.estimates.map((one) => [readText(one, 'name'), readNumber(one, 'row_estimate')]));
    expect(estimates.get('base_records')).toBeGreaterThan(0);
    for (const one of first.estimates) expect(one.type).toBe('STREAM');
  });
});

describe('values', () => {
  test('instants are RFC 3339 in UTC, whole numbers have no point, JSON of any kind is text', () => {
    const [instance = {}] = first.rows('approval_instances');
    expect(instance.start_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    const [payload = {}] = first.rows('approval_instance_payloads');
    expect(isObject(payload.payload)).toBe(true);
    for (const stream of streams) {
      const properties = readObject(readObject(stream, 'json_schema'), 'properties');
      for (const [column, property] of Object.entries(properties)) {
        if (!isObject(property) || property.contentMediaType !== 'application/json') continue;
        for (const row of first.rows(nameOf(stream)))
          if (row[column] !== null && row[column] !== undefined)
            expect(() => JSON.parse(String(row[column]))).not.toThrow();
      }
    }
  });

  test('the fields of a Base record are those of the tenant, and the typed stream has them by column', () => {
    const { tables } = sandbox.tenant;
    const app = tables.appTokens[0] ?? '';
    const table = tables.tableIds(app)[0] ?? '';
    const truth = new Map(
      [...tables.records(app, table)].map((text) => [JSON.parse(text).record_id, JSON.parse(text)]),
    );
    const rows = first.rows('base_records').filter((row) => row.table_id === table);
    expect(rows).toHaveLength(truth.size);
    for (const row of rows) expect(row.fields).toEqual(truth.get(row.record_id).fields);
    expect(first.rows(`base_${app}_${table}`)).toHaveLength(truth.size);
  });
});

test('a second full read gives the same, later', async () => {
  const second = await runSource('read', {
    config: sourceConfig(sandbox),
    catalog: configure(streams, 'full_refresh'),
  });
  expect(second.code).toBe(0);
  const comparable = (row: JsonObject): string =>
    // Links to approval files are signed anew by every answer.
    JSON.stringify(row).replace(/x-(expires|signature)=[0-9a-f]+/g, '');
  for (const stream of streams) {
    const [before, after] = [first.rows(nameOf(stream)), second.rows(nameOf(stream))];
    const known = new Set(before.map(comparable));
    expect(after, nameOf(stream)).toHaveLength(before.length);
    expect(
      after
        .map(comparable)
        .filter((row) => !known.has(row))
        .slice(0, 1),
      nameOf(stream),
    ).toEqual([]);
  }
  const latest = Math.max(...first.records.map((record) => readNumber(record, 'emitted_at') ?? 0));
  for (const record of second.records) expect(readNumber(record, 'emitted_at')).toBeGreaterThan(latest);
});

describe('what a platform may ask for', () => {
  const one = (name: string): JsonObject => streams.find((stream) => stream.name === name) ?? {};

  test('incremental of every stream, without generations, as PyAirbyte asks', async () => {
    const catalog = {
      streams: streams.map((stream) => ({
        stream,
        sync_mode: 'incremental',
        destination_sync_mode: 'overwrite',
        generation_id: null,
        minimum_generation_id: null,
        sync_id: null,
      })),
    };
    const ran = await runSource('read', { config: sourceConfig(sandbox), catalog, state: [] });
    expect(ran.code).toBe(0);
    expect(ran.records).toHaveLength(first.records.length);
  });

  test('a part only: other streams are not read, nor called for', async () => {
    sandbox.resetStats();
    const ran = await runSource('read', { config: sourceConfig(sandbox), catalog: configure([one('contact_users')]) });
    expect(new Set(ran.records.map((record) => record.stream))).toEqual(new Set(['contact_users']));
    expect(Object.keys(sandbox.stats().endpoints).filter((path) => /approval|bitable|attendance/.test(path))).toEqual(
      [],
    );
  });

  test('no stream at all: nothing, and well', async () => {
    const ran = await runSource('read', { config: sourceConfig(sandbox), catalog: { streams: [] } });
    expect(ran).toMatchObject({ code: 0, records: [], states: [] });
  });

  test('an unknown stream is a configuration error; the others are read', async () => {
    const catalog = configure([{ ...one('contact_users'), name: 'no_such_stream' }, one('contact_departments')]);
    const ran = await runSource('read', { config: sourceConfig(sandbox), catalog });
    expect(ran.code).toBe(1);
    expect(ran.errors).toEqual([
      expect.objectContaining({ failure_type: 'config_error', stream_descriptor: { name: 'no_such_stream' } }),
    ]);
    expect(ran.endedAs('INCOMPLETE')).toEqual(['no_such_stream']);
    expect(ran.rows('contact_departments').length).toBeGreaterThan(0);
  });

  test('a sync mode that there is not is a configuration error', async () => {
    const [entry] = Array.isArray(configure([one('contact_users')]).streams) ? [configure([one('contact_users')])] : [];
    const text = JSON.stringify(entry).replace('"sync_mode":"full_refresh"', '"sync_mode":"telepathy"');
    const ran = await runSource('read', { config: sourceConfig(sandbox), catalog: JSON.parse(text) });
    expect(ran.code).toBe(1);
    expect(ran.errors[0]).toMatchObject({ failure_type: 'config_error' });
    expect(ran.records).toEqual([]);
  });

  test.each([[null], [[]], [{ stream: [] }], ['streams']])(
    'what is no catalogue (%j) is one error',
    async (catalog) => {
      const ran = await runSource('read', { config: sourceConfig(sandbox), catalog });
      expect(ran.code).toBe(1);
      expect(ran.errors).toHaveLength(1);
      expect(ran.errors[0]).toMatchObject({ failure_type: 'config_error' });
    },
  );

  test('settings of another version are reported and ignored, and empty fields of a form count as absent', async () => {
    const config = { ...sourceConfig(sandbox), wings: 2, base_url: sandbox.url };
    const modules = { contact: { department_ids: null, wheels: 4 }, approval: null };
    const ran = await runSource('read', {
      config: { ...config, modules },
      catalog: configure([one('contact_users')]),
    });
    expect(ran.code).toBe(0);
    const warned = ran.logs.filter((line) => line.startsWith('WARN')).join('\n');
    expect(warned).toContain('modules.contact has 1 setting');
    expect(warned).toContain('The configuration has 1 setting');
  });

  test('--debug and LOG_LEVEL tell more', async () => {
    const ran = await runSource(
      'read',
      { config: sourceConfig(sandbox), catalog: configure([one('contact_users')]) },
      { env: { LOG_LEVEL: 'debug' } },
    );
    expect(ran.code).toBe(0);
    expect(ran.logs.some((line) => line.startsWith('DEBUG'))).toBe(true);
  });
});
