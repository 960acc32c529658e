import { afterEach, beforeEach, expect, test } from 'vitest';
import { MessageWriter } from '../../src/airbyte/message-writer.ts';
import { readStreams } from '../../src/airbyte/read-streams.ts';
import { createSource } from '../../src/app/create-source.ts';
import { parseSource } from '../../src/config/read-source.ts';
import type { FaultKind } from '../../src/sandbox/gateway/fault-plan.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { readNumber, readObject, readText } from '../../src/util/json.ts';
import { Conversation, configure, parseMessage } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { fastClock } from '../support/fast-clock.ts';

/** What outlasts the patience of the client, which is minutes: here they pass in a moment, within this process. */
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startTenant();
});
afterEach(async () => {
  await sandbox.close();
});

async function read(
  speed: number,
): Promise<{ readonly told: Conversation; readonly said: string; readonly isComplete: boolean }> {
  const clock = fastClock(speed);
  const { settings } = parseSource(sourceConfig(sandbox), 'feishu');
  const { source } = await createSource({ settings, clock });
  let text = '';
  const writer = new MessageWriter({
    write: async (bytes) => {
      text += bytes.toString('utf8');
    },
    scrub: (said) => said,
  });
  try {
    const { streams } = await source.discover();
    const catalog = configure(streams.map(({ name }) => ({ name, supported_sync_modes: ['full_refresh'] })));
    for (const fault of faults) sandbox.faults.add({ path: '*', kind: fault, after: 40 });
    const isComplete = await readStreams({
      source,
      catalog,
      state: undefined,
      writer,
      clock,
      signal: new AbortController().signal,
      newLineage: () => 'lineage',
    });
    await writer.flush();
    const told = new Conversation(text.split('\n').filter(Boolean).map(parseMessage));
    return { told, said: text, isComplete };
  } finally {
    await source.close();
  }
}

let faults: FaultKind[] = [];

test.each<[kind: FaultKind, failureTypes: RegExp]>([
  ['http-500', /^transient_error$/],
  ['http-502-html', /^transient_error$/],
  ['reset', /^transient_error$/],
  ['throttle-429', /^transient_error$/],
  ['throttle-400', /^transient_error$/],
  ['base-not-ready', /^transient_error$/],
  // What is cut off may look like an answer of another shape.
  ['truncated-json', /^(transient|config)_error$/],
])(
  '%s without end: incomplete streams, each error of the type %s, and states for what came',
  async (kind, failureTypes) => {
    faults = [kind];
    const { told, said, isComplete } = await read(2_000);

    expect(isComplete).toBe(false);
    expect(told.errors.length).toBeGreaterThan(0);
    const failed = new Set(told.errors.map((error) => readText(readObject(error, 'stream_descriptor'), 'name')));
    for (const error of told.errors) {
      expect(error.failure_type).toMatch(failureTypes);
      expect(readText(error, 'message')).toMatch(/\. \S.{10,}/);
      expect(readText(error, 'message')).not.toMatch(/\bat .+:\d+:\d+/);
    }
    if (!failed.has(null)) expect(told.endedAs('INCOMPLETE').filter((name) => !failed.has(name))).toEqual([]);
    for (const secret of [sandbox.options.appSecret, sandbox.options.appId]) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/\b[tau]-[A-Za-z0-9_.-]{20,}/);
    expect(said).not.toMatch(/Bearer\s+\S/i);
    const ended = [...told.endedAs('COMPLETE'), ...told.endedAs('INCOMPLETE')];
    expect(ended.length).toBe(25);
    expect(new Set(ended).size).toBe(25);
    for (const name of ended) {
      const counted = told
        .statesOf(name)
        .reduce((sum, state) => sum + (readNumber(readObject(state, 'sourceStats'), 'recordCount') ?? 0), 0);
      expect(counted, name).toBe(told.rows(name).length);
    }
  },
);

test('while the platform is silent for long, states keep the line to the reader alive', async () => {
  faults = [];
  sandbox.faults.add({
    path: '/open-apis/contact/v3/users/find_by_department',
    kind: 'slow',
    delayMs: 3_000,
    times: 1,
  });
  // 3 s are 100 minutes.
  const { told, isComplete } = await read(2_000);
  expect(isComplete).toBe(true);
  const states = told
    .statesOf('contact_users')
    .map((state) => readNumber(readObject(readObject(state, 'stream'), 'stream_state'), 'sequence'));
  expect(states.length).toBeGreaterThanOrEqual(4);
  expect(states).toEqual(states.toSorted((left, right) => Number(left) - Number(right)));
  expect(readText(told.statesOf('contact_users')[0] ?? {}, 'type')).toBe('STREAM');
});
