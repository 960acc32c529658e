import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/print/display-width.ts';
import type { ReportedError } from '../../src/model/run-report.ts';
import { readObject, readText } from '../../src/util/json.ts';
import { RemoteThings } from '../support/remote-things.ts';
import { type InProcessOptions, type InProcessRun, runInProcess } from '../support/run-in-process.ts';
import { newPipeline } from '../support/service-things.ts';

let remote: RemoteThings;
beforeAll(async () => {
  remote = await RemoteThings.start();
}, 120_000);
afterAll(() => remote[Symbol.asyncDispose]());

const run = (argv: readonly string[], options: InProcessOptions = {}): Promise<InProcessRun> =>
  runInProcess(argv, {
    ...options,
    env: { LARKSTREAM_SERVER: remote.url, LARKSTREAM_TOKEN: remote.token, ...options.env },
  });

test('where nothing is, --json says so', async () => {
  await using empty = await RemoteThings.start();
  const env = { LARKSTREAM_SERVER: empty.url, LARKSTREAM_TOKEN: empty.token };
  for (const things of ['pipelines', 'runs', 'events']) {
    const { code, events } = await run([things, '--json'], { env });
    expect({ code, events }).toEqual({
      code: 0,
      events: [{ event: 'remote_listed', things, shown: 0, total: 0, totalIsAtLeast: false }],
    });
  }
  expect((await run(['pipelines'], { env })).out).toBe('The service has no pipelines.\n');
});

test('where nothing is yet, a list says so and how one is made; where nothing fits, it says that', async () => {
  await using empty = await RemoteThings.start();
  const env = { LARKSTREAM_SERVER: empty.url, LARKSTREAM_TOKEN: empty.token };
  const said = async (...argv: readonly string[]): Promise<string> => (await run(argv, { env })).out;
  expect(await said('triggers')).toMatch(
    /^There are no triggers yet\.\n.*larkstream triggers create NAME --integration/s,
  );
  expect(await said('triggers', '--lang', 'zh')).toMatch(/^还没有触发器。\n.*larkstream triggers create NAME/s);
  expect(await said('triggers', '--state', 'paused')).toBe('There are no such triggers.\n');
  expect(await said('handlers')).toMatch(/^There are no handlers yet\.\n.*larkstream handlers create NAME --url/s);
  expect(await said('handlers', '--kind', 'openai')).toBe('There are no such handlers.\n');
  expect(await said('sessions')).toContain('There are no sessions yet');
  expect(await said('turns')).toContain('There are no turns yet');
  expect(await said('turns', '--state', 'dead')).toBe('There are no such turns.\n');
  expect(await said('runs')).toBe('There are no runs yet.\n');
  expect(await said('events')).toBe('No event was received yet.\n');
  expect(await said('events', '--state', 'dead')).toBe('There are no such events.\n');
});

test('pipelines fit on a terminal of 80 columns, with ids whole', async () => {
  const id = await remote.pipeline('A pipeline with a name that is far too long for the width of a terminal, 销售数据');
  const { out } = await run(['pipelines'], { columns: 80 });
  expect(out).toContain(id);
  expect(out.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  const runId = await remote.endedRun();
  const listed = await run(['runs', '--lang', 'zh'], { columns: 80 });
  expect(listed.out).toContain(runId);
  expect(listed.out).toContain('成功');
  expect(listed.out.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
});

test('a pipeline is paused, resumed and run by its name; the address may stand before the command', async () => {
  const id = await remote.pipeline('Warehouse');
  const { store } = remote.served.it.parts;
  expect((await run(['--server', remote.url, 'pipelines', 'pause', 'Warehouse'])).code).toBe(0);
  expect(await store.pipelines.find(id)).toMatchObject({ state: 'paused' });
  const resumed = await run(['pipelines', 'resume', 'Warehouse', '--json']);
  expect(resumed.events).toMatchObject([{ event: 'remote_pipeline', pipeline: { id, state: 'active' } }]);
  const begun = await run(['pipelines', 'run', 'Warehouse', '--json']);
  expect(begun.events).toMatchObject([{ event: 'remote_run', run: { pipelineId: id, state: 'queued' } }]);
  const again = await run(['pipelines', 'run', 'Warehouse', '--lang', 'zh']);
  expect({ code: again.code, error: again.error }).toEqual({ code: 2, error: expect.stringContaining('已有运行') });
  const absent = await run(['pipelines', 'run', 'Warehous']);
  const said = 'There is no pipeline “Warehous”; did you mean “Warehouse”?';
  expect(absent.code).toBe(2);
  expect(absent.error.replaceAll(/\s+/g, ' ')).toContain(said);
  const listed = await run(['runs', '--pipeline', 'Warehouse']);
  expect(listed.out).toMatch(/run_\w+ +queued .*Warehouse/);
});

test('the streams of a pipeline are listed with how they went last and what was counted, also on 80 columns', async () => {
  const id = await remote.readPipeline('With streams');
  const { code, out } = await run(['pipelines', 'streams', 'With streams']);
  expect(code).toBe(0);
  expect(out).toMatch(/contact_departments +partial +7 +0 +0 +0 +– +– +held/);
  expect(out).toMatch(/contact_users +complete +1,203 +1,203 +0 +0 +\d{4}-\d\d-\d\d/);
  const narrow = await run(['pipelines', 'streams', id, '--lang', 'zh'], { columns: 80 });
  expect(narrow.out).toMatch(/contact_departments .*已暂缓/);
  expect(narrow.out.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  const { events } = await run(['pipelines', 'streams', id, '--json']);
  expect(events).toMatchObject([
    { event: 'remote_stream', stream: { name: 'contact_departments', hasHeldDeletes: true } },
    { event: 'remote_stream', stream: { name: 'contact_users', lastRun: { outcome: 'complete', rowsRead: 1_203 } } },
    { event: 'remote_listed', things: 'streams', shown: 2, total: 2 },
  ]);
});

test('all pipelines are paused together once somebody agrees, and those alone are resumed', async () => {
  const id = await remote.pipeline('One of all');
  const { pipelines } = remote.served.it.parts.store;
  const unasked = await run(['pipelines', 'pause', '--all']);
  expect({ code: unasked.code, error: unasked.error }).toEqual({ code: 2, error: expect.stringContaining('--yes') });
  expect(await pipelines.find(id)).toMatchObject({ state: 'active' });
  const paused = await run(['pipelines', 'pause', '--all', '--yes', '--json']);
  expect(paused.events).toMatchObject([{ event: 'pipelines_together', act: 'pause', refused: 0 }]);
  expect(await pipelines.find(id)).toMatchObject({ state: 'paused', isPausedWithAll: true });
  expect((await run(['pipelines', 'resume', '--all', '--yes', '--lang', 'zh'])).out).toContain('已恢复');
  expect(await pipelines.find(id)).toMatchObject({ state: 'active' });
});

test('a draft is told how to begin, and then follows its run to the end, whose exit code it has', async () => {
  const id = await remote.draft('Begun');
  const { store, clock } = remote.served.it.parts;
  const early = await run(['pipelines', 'run', 'Begun']);
  expect({ code: early.code, error: early.error }).toEqual({
    code: 2,
    error: expect.stringContaining('larkstream pipelines activate Begun'),
  });
  expect((await run(['pipelines', 'activate', 'Begun'])).code).toBe(0);
  expect(await store.pipelines.find(id)).toMatchObject({ state: 'active' });
  const following = run(['pipelines', 'run', 'Begun', '--follow', '--lang', 'zh']);
  const begun = async () => (await store.runs.page({ limit: 1 }, { pipelineId: id })).items[0]?.id ?? '';
  await expect.poll(begun).not.toBe('');
  const runId = await begun();
  await store.runs.beginAttempt(runId, 'worker', clock.now());
  await remote.end(runId, 'incomplete');
  const followed = await following;
  expect(followed.code).toBe(3);
  expect(followed.out).toContain('不完整');
});

describe('events of a service', () => {
  test('are listed by what they are, shown with their trace and payload, and put back', async () => {
    const id = await remote.deadEvent('whole');
    const listed = await run(['events', '--state', 'dead', '--limit', '1', '--json']);
    expect(listed.events).toMatchObject([
      { event: 'remote_event', received: { id, deliveries: [{ state: 'dead' }] } },
      { event: 'remote_listed', things: 'events', shown: 1 },
    ]);
    const type = readText(readObject(listed.events[0] ?? {}, 'received'), 'type') ?? '';
    const named = await run(['events', '--type', type, '--lang', 'zh'], { columns: 80 });
    expect(named.out).toContain(id);
    expect(named.out).toContain('死信');
    const shown = await run(['events', 'show', id, '--lang', 'zh']);
    expect(shown.out).toMatch(/成为死信.*"word": "whole"/s);
    const put = await run(['events', 'retry', 'dead', '--type', type, '--json']);
    expect(put.events).toEqual([{ event: 'replayed', count: 1 }]);
    expect((await run(['events', 'discard', id])).out).toContain('none of them is a dead letter');
    const trace = (await run(['events', 'show', id, '--json'])).events;
    expect(trace).toMatchObject([
      { event: 'remote_trace', trace: { event: { id, state: 'pending' } }, payload: { word: 'whole' } },
    ]);
  });

  test('one that nobody has is told, and its trace has nothing that has not happened', async () => {
    const kept = await remote.keptEvent();
    for (const command of ['replay', 'retry', 'discard']) {
      const { code, events } = await run(['events', command, kept, '--json']);
      expect(code).toBe(2);
      expect(events).toMatchObject([{ code: 'events.delivery.missing', message: expect.stringContaining(kept) }]);
    }
    expect((await run(['events', 'show', kept])).out).not.toMatch(/replayed|retried|discarded/);
  });

  test('consumers that are pipelines have their names, by which they may be chosen', async () => {
    const { id, pipelineId } = await remote.livePipelineEvent('Followed');
    const { out } = await run(['events', '--consumer', 'pipeline Followed']);
    expect(out).toContain(id);
    expect(out).toContain('pipeline Followed');
    expect(out).not.toContain(pipelineId);
    expect((await run(['events', 'show', id, '--lang', 'zh'])).out).toContain('管道 Followed');
  });

  test('none is changed where one is unknown, and a viewer sees no payload', async () => {
    const id = await remote.deadEvent('hidden');
    const unknown = await run(['events', 'discard', id, 'ev_999999', '--json']);
    expect(unknown).toMatchObject({
      code: 2,
      events: [{ code: 'api.not.found', cure: expect.stringContaining('larkstream events') }],
    });
    const env = { LARKSTREAM_TOKEN: await remote.served.tokenOf('viewer') };
    const { code, out } = await run(['events', 'show', id], { env });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('shown to operators only') });
    expect(out).toContain('dead');
    expect(out).not.toContain('hidden');
  });
});

test.each([
  [{ LARKSTREAM_SERVER: '' }, 'The address of the service is missing', 'LARKSTREAM_SERVER'],
  [{ LARKSTREAM_SERVER: 'nowhere' }, 'LARKSTREAM_SERVER is no address', '--server'],
  [{ LARKSTREAM_TOKEN: 'lks_wrong' }, 'does not accept the token of LARKSTREAM_TOKEN', 'new API token'],
])('%j is told, with what to do', async (env, said, cure) => {
  const { code, events } = await run(['pipelines', '--json'], { env });
  expect(code).toBe(2);
  expect(events).toMatchObject([{ message: expect.stringContaining(said), cure: expect.stringContaining(cure) }]);
});

const failure: ReportedError = {
  family: 'config',
  code: 'destination.locked',
  message: 'The file is locked',
  cure: 'Close it.',
  zh: { message: '文件被锁定', cure: '请关闭。' },
  details: {},
};

describe('a log is followed until the run ends, and the command exits as it has ended', () => {
  test.each<[end: Parameters<RemoteThings['endedRun']>, code: number]>([
    [['succeeded'], 0],
    [['incomplete'], 3],
    [['failed', failure], 2],
    [['failed', { ...failure, family: 'transient' }], 1],
  ])('%j', async (end, code) => {
    const id = await remote.workingRun();
    const following = run(['runs', 'log', id, '--follow', '--json']);
    await remote.end(id, ...end);
    const followed = await following;
    expect(followed.code).toBe(code);
    expect(followed.events.at(0)).toMatchObject({ event: 'remote_line', line: { seq: 1 } });
    expect(followed.events.at(-1)).toMatchObject({ event: 'remote_run', run: { id, state: end[0] } });
    const shown = await run(['runs', 'log', id, '--lang', 'zh']);
    expect({ code: shown.code, out: shown.out }).toEqual({ code: 0, out: expect.stringContaining('开始运行') });
    // No line of it tells of a stream.
    for (const more of [[], ['--follow']]) {
      const { events } = await run(['runs', 'log', id, '--stream', 'contact_users', '--json', ...more]);
      expect(events.filter(({ event }) => event === 'remote_line')).toEqual([]);
    }
  });
});

test('following is ended by a signal while the run goes on, and that is what is told', async () => {
  const id = await remote.workingRun();
  const { code, events } = await run(['runs', 'log', id, '--follow', '--json'], { endWhen: /The run begins/ });
  expect(code).toBe(130);
  expect(events.at(-1)).toMatchObject({
    event: 'error',
    code: 'api.command.stopped',
    message: expect.stringContaining('The service goes on'),
    cure: expect.stringContaining(`runs log ${id} --follow`),
  });
  expect(await remote.served.it.parts.store.runs.find(id)).toMatchObject({ state: 'running' });
});

test('a run that is tried again is followed to the end of the new one', async () => {
  const { store, clock } = remote.served.it.parts;
  const before = await remote.endedRun('failed', failure);
  const { pipelineId = '' } = (await store.runs.find(before)) ?? {};
  const following = run(['runs', 'retry', before, '--follow', '--json']);
  const begun = async () => (await store.runs.page({ limit: 1 }, { pipelineId, state: 'queued' })).items[0]?.id ?? '';
  await expect.poll(begun).not.toBe('');
  const id = await begun();
  await store.runs.beginAttempt(id, 'worker', clock.now());
  await remote.end(id, 'incomplete');
  const { code, events } = await following;
  expect(code).toBe(3);
  expect(events.at(0)).toMatchObject({ event: 'remote_run', run: { id, state: 'queued' } });
  expect(events.at(-1)).toMatchObject({ event: 'remote_run', run: { id, state: 'incomplete' } });
});

test.each([
  [['runs', 'cancel', 'run_1', '--follow'], '--follow belongs to `runs log`, `runs retry`'],
  [['runs', 'show', 'run_1', '--stream', 'contact_users'], '--stream belongs to `runs log`'],
  [['runs', 'show', 'run_1', '--limit', '3'], '--limit belongs to `runs list`, `runs log`'],
  [['pipelines', '--full'], '--full belongs to `pipelines run`'],
  [['pipelines', 'list', '--follow'], '--follow belongs to `pipelines run`'],
  [['pipelines', 'list', 'People'], '`pipelines list` takes no name: People'],
  [['events', 'show', 'ev_1', '--type', 'x'], '--type belongs to `events list`, `events replay`'],
  [['events', 'retry', 'ev_1', '--type', 'x'], '--type and --integration choose among dead letters'],
])('%j: what would be ignored is refused', async (argv, said) => {
  const { code, events } = await run([...argv, '--json']);
  expect(code).toBe(2);
  expect(events).toMatchObject([{ code: 'config.usage.invalid', message: expect.stringContaining(said) }]);
});

test('a pipeline is shown with both ends, its modules and who has paused it; a live one has no next run', async () => {
  const id = await remote.pipeline('Shown');
  const { store } = remote.served.it.parts;
  expect((await run(['pipelines', 'pause', 'Shown'])).out).toContain('paused by: admin');
  const shown = await run(['pipelines', 'show', 'Shown', '--lang', 'zh']);
  expect(shown.out).toMatch(/暂停者：admin.*集成：Shown \(in_\w+\).*目标：Shown \(dest_\w+\).*模块：contact/s);
  const pipeline = await store.pipelines.find(id);
  if (pipeline === undefined) throw new Error('It is there');
  const live = { ...pipeline, state: 'active', schedule: { kind: 'live' }, dueAt: 0 } as const;
  await store.pipelines.update(live, 0);
  expect((await run(['pipelines', 'show', 'Shown'])).out).toContain('due (UTC): –');
});

test('an older Node is told before a command begins', async () => {
  const { code, events } = await run(['pipelines', '--json'], { nodeVersion: '20.19.0' });
  expect(code).toBe(2);
  expect(events).toMatchObject([{ code: 'config.runtime.old', message: expect.stringContaining('20.19.0') }]);
});

test('the address of the API is taken for that of the service', async () => {
  const env = { LARKSTREAM_SERVER: `${remote.url}/api/v1/` };
  expect((await run(['pipelines', '--limit', '1'], { env })).code).toBe(0);
});

test('what a token may not do is told with its cure, and with exit code 2', async () => {
  const env = { LARKSTREAM_TOKEN: await remote.served.tokenOf('viewer') };
  const id = await remote.pipeline();
  const { code, error } = await run(['pipelines', 'pause', id], { env });
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining('api.role.denied') });
});

test('a service that does not answer is worth another attempt: exit code 1', async () => {
  const { code, events } = await run(['runs', '--server', 'http://127.0.0.1:1', '--json']);
  expect(code).toBe(1);
  expect(events).toMatchObject([{ event: 'error', code: 'api.unreachable', family: 'transient' }]);
});

test('a company is forgotten when its key is typed again, with numbers of what went and of what is left', async () => {
  const { store } = remote.served.it.parts;
  const id = await remote.removedApp();
  await store.pipelines.insert(newPipeline('pl_store', { integrationId: id, tenantKey: 't0', state: 'paused' }));
  const of = ['t0', '--integration', id];
  const shown = await run(['tenants', 'show', ...of]);
  expect(shown.out).toContain('rows in the store: 2 (service_installations 1, pipelines 1)');
  const unasked = await run(['tenants', 'forget', ...of]);
  expect([unasked.code, unasked.error]).toEqual([2, expect.stringContaining('--confirm t0')]);
  expect((await run(['tenants', 'forget', ...of, '--confirm', 't1'])).code).toBe(2);
  expect((await run(['tenants', 'show', 't0'])).error).toContain('--integration');
  const done = await run(['tenants', 'forget', ...of, '--confirm', 't0', '--json']);
  expect([done.code, done.events]).toMatchObject([
    0,
    [{ event: 'remote_forgotten', forgotten: { isDone: true, deleted: { pipelines: 1 }, left: {} } }],
  ]);
  expect(await store.pipelines.find('pl_store')).toBeUndefined();
  const again = await run(['tenants', 'forget', ...of, '--confirm', 't0', '--lang', 'zh']);
  expect(again.out).toContain('已清除');
});
