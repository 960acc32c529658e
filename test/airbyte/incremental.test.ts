import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readNumber, readObject, readText } from '../../src/util/json.ts';
import { Conversation, configure, lastStates, streamOfState } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { runSourceHere, type SourceRan } from '../support/run-source.ts';

/** The checks of TestIncremental in Airbyte's connector acceptance tests, and what states must bear besides. */
let sandbox: Sandbox;
let streams: JsonObject[];
/** Every tenant of these settings has the same streams. */
beforeAll(async () => {
  await using tenant = await startTenant();
  streams = (await runSourceHere('discover', { config: sourceConfig(tenant) })).streams;
});
beforeEach(async () => {
  sandbox = await startTenant();
});
afterEach(async () => {
  await sandbox.close();
});

const nameOf = (stream: JsonObject): string => readText(stream, 'name') ?? '';
const named = (...names: string[]): JsonObject[] => streams.filter((stream) => names.includes(nameOf(stream)));
const approval = (): JsonObject[] => streams.filter((stream) => nameOf(stream).startsWith('approval_'));
const instancePath = '/open-apis/approval/v4/instances/:instance_id';

async function read(wanted: JsonObject[], state?: JsonObject[]): Promise<SourceRan> {
  const inputs = { config: sourceConfig(sandbox), catalog: configure(wanted) };
  return await runSourceHere('read', state === undefined ? inputs : { ...inputs, state });
}

/** Keys of what a reader of these records holds, the newest of equal keys. */
function held(stream: JsonObject, ...runs: Conversation[]): Map<string, string> {
  const keys = Array.isArray(stream.source_defined_primary_key) ? stream.source_defined_primary_key : [];
  const columns = keys.map((path) => String(Array.isArray(path) ? path[0] : ''));
  const rows = runs.flatMap((run) => run.rows(nameOf(stream)));
  return new Map(
    rows.map((row) => [
      JSON.stringify(columns.map((column) => row[column])),
      JSON.stringify(row).replace(/x-(expires|signature)=[0-9a-f]+/g, ''),
    ]),
  );
}

describe('from one read to the next', () => {
  test('an incremental read returns new records and those within the lookback, with another state', async () => {
    const first = await read(streams);
    expect(first.code).toBe(0);
    const { approvals } = sandbox.tenant;
    const [code = ''] = approvals.approvalCodes;
    const made = approvals.createInstance(code);
    sandbox.resetStats();
    const second = await read(streams, lastStates(first.states));

    expect(second.code).toBe(0);
    expect(second.rows('approval_instances').map((row) => row.instance_code)).toContain(made);
    expect(second.rows('approval_instances').length).toBeLessThan(first.rows('approval_instances').length);
    expect(second.rows('attendance_user_flows').length).toBeLessThan(first.rows('attendance_user_flows').length);
    expect(second.rows('base_records')).toHaveLength(first.rows('base_records').length);
    const before = new Map(lastStates(first.states).map((state) => [streamOfState(state), JSON.stringify(state)]));
    for (const state of second.states) expect(JSON.stringify(state)).not.toBe(before.get(streamOfState(state)));

    const truth = await read(streams);
    for (const stream of streams)
      expect([...held(stream, first, second).keys()].toSorted(), nameOf(stream)).toEqual(
        expect.arrayContaining([...held(stream, truth).keys()].toSorted()),
      );
  });

  test('a state from far ahead brings no record, and one state', async () => {
    const first = await read(approval());
    const future = lastStates(first.states).map((state) => {
      const text = JSON.stringify(state).replace(/"until":\d+/, '"until":32503680000000');
      expect(text).toContain('32503680000000');
      return JSON.parse(text);
    });
    sandbox.resetStats();
    const ran = await read(approval(), future);

    expect(ran.code).toBe(0);
    expect(ran.records).toEqual([]);
    for (const stream of approval()) expect(ran.statesOf(nameOf(stream))).toHaveLength(1);
    expect(sandbox.stats().endpoints[instancePath]).toBeUndefined();
    expect(ran.logs.some((line) => line.startsWith('WARN') && line.includes('reaches to 3000-01-01'))).toBe(true);
  });

  test('a read from any state returns the rest: with the records before it, none is missing', async () => {
    const wanted = named('approval_instances', 'approval_tasks', 'base_records', 'contact_users');
    await sandbox.close();
    sandbox = await startTenant({
      bases: [{ tables: 3, records: 9_000 }],
      approvals: { definitions: 2, instancesPerDay: 8, days: 8 },
    });
    const config = sourceConfig(sandbox, {
      modules: {
        approval: { approval_codes: [...sandbox.tenant.approvals.approvalCodes] },
        base: { tables: sandbox.tenant.tables.appTokens.map((token) => ({ app_token: token })) },
        contact: {},
      },
    });
    const catalog = configure(wanted);
    const first = await runSourceHere('read', { config, catalog });
    const truth = new Map(wanted.map((stream) => [nameOf(stream), held(stream, first)]));
    const rounds: { upTo: number; states: JsonObject[] }[] = [];
    first.messages.forEach((message, index) => {
      if (message.type !== 'STATE') return;
      const before = first.messages.slice(0, index + 1).filter(({ type }) => type === 'STATE');
      rounds.push({ upTo: index + 1, states: lastStates(before.map((one) => readObject(one, 'state'))) });
    });
    expect(rounds.length).toBeGreaterThan(wanted.length);
    // The last state of each stream and some in between: each costs a process.
    const chosen = rounds.filter((_, index) => index % Math.ceil(rounds.length / 6) === 0);
    for (const { upTo, states } of chosen) {
      const again = await runSourceHere('read', { config, catalog, state: states });
      expect(again.code).toBe(0);
      // Only what a state covers is safe: a platform drops the records behind the last state of their stream.
      const kept = first.messages.slice(0, upTo);
      for (const stream of wanted) {
        const name = nameOf(stream);
        const lastState = kept.findLastIndex(
          (message) => message.type === 'STATE' && streamOfState(readObject(message, 'state')) === name,
        );
        const rows = kept
          .slice(0, lastState + 1)
          .filter((message) => message.type === 'RECORD' && readObject(message, 'record').stream === name);
        const together = held(stream, new Conversation(rows), again);
        for (const key of truth.get(name)?.keys() ?? []) expect(together.has(key), `${name} ${key}`).toBe(true);
      }
    }
  });
});

describe('states of every age', () => {
  test('streams of one walk whose states are of different ages share it, from the oldest on', async () => {
    const wanted = named('approval_instances', 'approval_tasks');
    const first = await read(wanted);
    const [code = ''] = sandbox.tenant.approvals.approvalCodes;
    const made = sandbox.tenant.approvals.createInstance(code);
    const second = await read(wanted, lastStates(first.states));
    const mixed = [
      ...lastStates(first.states).filter((state) => streamOfState(state) === 'approval_tasks'),
      ...lastStates(second.states).filter((state) => streamOfState(state) === 'approval_instances'),
    ];
    sandbox.resetStats();
    const third = await read(wanted, mixed);

    expect(third.code).toBe(0);
    expect(third.rows('approval_tasks').map((row) => row.instance_code)).toContain(made);
    const instances = new Set(third.rows('approval_instances').map((row) => row.instance_code)).size;
    expect(sandbox.stats().endpoints[instancePath]?.calls).toBeLessThanOrEqual(instances * 1.02 + 1);
  });

  test('a stream added later is read from its beginning, and the others go on', async () => {
    const first = await read(named('approval_instances'));
    const second = await read(named('approval_instances', 'approval_tasks'), lastStates(first.states));

    expect(second.code).toBe(0);
    const whole = await read(named('approval_tasks'));
    expect(second.rows('approval_tasks')).toHaveLength(whole.rows('approval_tasks').length);
    expect(second.rows('approval_instances').length).toBeLessThan(first.rows('approval_instances').length);
  });

  test('states of streams that are not asked for, of other types and of other makers do no harm', async () => {
    const wanted = named('contact_departments', 'approval_instances');
    const strange: JsonObject[] = [
      { type: 'STREAM', stream: { stream_descriptor: { name: 'gone' }, stream_state: { cursor: 5 } } },
      {
        type: 'STREAM',
        stream: { stream_descriptor: { name: 'approval_instances' }, stream_state: { cursor: '2026-01-01' } },
      },
      { type: 'GLOBAL', global: { shared_state: { a: 1 }, stream_states: [] } },
      { type: 'LEGACY', data: { approval_instances: { cursor: 1 } } },
      { something: 'else' },
    ];
    const ran = await read(wanted, strange);
    expect(ran.code).toBe(0);
    expect(ran.rows('approval_instances')).toHaveLength((await read(wanted)).rows('approval_instances').length);
    const warned = ran.logs.filter((line) => line.startsWith('WARN')).join('\n');
    expect(warned).toContain('GLOBAL');
    expect(warned).toContain('LEGACY');
    expect(warned).toContain('the state of approval_instances, which is not of this connector');
  });

  test.each([[[]], [{}], [''], [null]])('an empty state file (%j) is no state', async (state) => {
    const ran = await runSourceHere('read', {
      config: sourceConfig(sandbox),
      catalog: configure(named('contact_departments')),
      state,
    });
    expect(ran.code).toBe(0);
    expect(ran.rows('contact_departments').length).toBeGreaterThan(0);
  });

  test('a state of the first version is read for ever', async () => {
    const first = await read(named('approval_instances'));
    const [state = {}] = lastStates(first.states);
    const blob = readObject(readObject(state, 'stream'), 'stream_state');
    expect(blob).toMatchObject({ version: 1, complete: true, full: true });
    // As version 0.1 wrote it. When this fails, old states must be migrated, not this test.
    const old = {
      version: 1,
      lineage: 'a',
      sequence: 3,
      until: Date.now() - 3_600_000,
      complete: true,
      full: true,
      rows: 10,
      slices: blob.slices ?? {},
    };
    const ran = await read(named('approval_instances'), [
      { type: 'STREAM', stream: { stream_descriptor: { name: 'approval_instances' }, stream_state: old } },
    ]);
    expect(ran.code).toBe(0);
    expect(ran.rows('approval_instances').length).toBeLessThan(first.rows('approval_instances').length);
  });
});

describe('streams read in full that are suddenly small', () => {
  test('a stream that is suddenly small is incomplete, at every attempt, until its state is cleared', async () => {
    const wanted = named('contact_departments', 'base_records');
    const first = await read(wanted);
    sandbox.faults.add({
      path: '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search',
      kind: 'empty-list',
    });
    // The same count of nothing everywhere: the Base itself gives no reason to doubt.
    const second = await read(wanted, lastStates(first.states));
    const third = await read(wanted, lastStates([...first.states, ...second.states]));
    for (const ran of [second, third]) {
      expect(ran.code).toBe(1);
      expect(ran.endedAs('INCOMPLETE')).toEqual(['base_records']);
      expect(ran.endedAs('COMPLETE')).toEqual(['contact_departments']);
      expect(JSON.stringify(ran.errors)).toMatch(
        /had \d+ records at the last read and now shows 0|declares \d+ record/,
      );
    }
    sandbox.faults.clear();
    const fourth = await read(wanted, lastStates([...first.states, ...second.states, ...third.states]));
    expect(fourth.code).toBe(0);
    expect(fourth.rows('base_records')).toHaveLength(first.rows('base_records').length);
  });
});

test('counts of states tell how many records lie between them', async () => {
  const ran = await read(streams);
  const seen = new Map<string, number>();
  for (const message of ran.messages) {
    if (message.type === 'RECORD') {
      const name = readText(readObject(message, 'record'), 'stream') ?? '';
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    if (message.type !== 'STATE') continue;
    const state = readObject(message, 'state');
    const name = streamOfState(state);
    expect(readNumber(readObject(state, 'sourceStats'), 'recordCount'), name).toBe(seen.get(name) ?? 0);
    seen.set(name, 0);
  }
  expect([...seen.values()].every((count) => count === 0)).toBe(true);
});
