import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pipeline } from '../model/service/pipeline.ts';
import type { Schedule } from '../model/service/schedule.ts';
import type { ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { firstDue, nextDue } from './next-due.ts';
import { type Scheduled, type SchedulingStore, scheduleDue } from './schedule-due.ts';

const minuteMs = 60_000;

function pipelineOf(id: string, schedule: Schedule, now: number): Pipeline {
  return {
    id,
    name: id,
    integrationId: 'int_1',
    tenantKey: undefined,
    destinationId: 'dst_1',
    modules: {},
    streams: {},
    schedule,
    state: 'active',
    pausedBy: undefined,
    pausedWhy: undefined,
    configFailures: 0,
    dueAt: schedule.kind === 'cron' && schedule.line === 'wrong' ? now : firstDue(schedule, now, id),
    createdAt: now,
    changedAt: now,
    version: 1,
  };
}

/** The tables as the scheduler sees them, in memory. */
class Memory implements SchedulingStore {
  readonly pipelines: Map<string, Pipeline>;
  readonly open = new Map<string, ServiceRun>();
  readonly signs: string[] = [];

  constructor(pipelines: readonly Pipeline[]) {
    this.pipelines = new Map(pipelines.map((one) => [one.id, one]));
  }

  async transaction<T>(
    work: (tables: Pick<ServiceTables, 'pipelines' | 'runs' | 'changes'>) => Promise<T>,
  ): Promise<T> {
    const unused = (): never => {
      throw new Error('Not used here');
    };
    return await work({
      pipelines: {
        claimDue: async (now, limit) =>
          [...this.pipelines.values()].filter(({ dueAt }) => dueAt !== undefined && dueAt <= now).slice(0, limit),
        lock: unused,
        setDue: async (id, dueAt) => void this.#change(id, { dueAt }),
        update: async (pipeline) => this.#change(pipeline.id, pipeline),
        nextDueAt: unused,
        standings: unused,
        dueBefore: unused,
        dueAfter: unused,
        bringForward: unused,
        countConfigFailure: unused,
        find: unused,
        page: unused,
        insert: unused,
        delete: unused,
      },
      runs: {
        insert: async (run) => {
          if (this.open.has(run.pipelineId)) return false;
          this.open.set(run.pipelineId, run);
          return true;
        },
        find: unused,
        page: unused,
        beginAttempt: unused,
        note: unused,
        heard: unused,
        endAttempt: unused,
        askCancel: unused,
        endFor: unused,
        attempts: unused,
        endBefore: unused,
        changes: unused,
        rates: unused,
        followedAt: unused,
        usingLimitsOf: unused,
        lines: unused,
        lost: unused,
        waiting: unused,
      },
      changes: { add: async ({ id }) => void this.signs.push(id), after: unused, lastSeq: unused },
    });
  }

  #change(id: string, fields: Partial<Pipeline>): Pipeline {
    const found = this.pipelines.get(id);
    if (found === undefined) throw new Error(`No ${id}`);
    const changed = { ...found, ...fields };
    this.pipelines.set(id, changed);
    return changed;
  }
}

const bytes = (count: number): Uint8Array => new Uint8Array(count);
const schedules = fc.oneof(
  fc.record({ kind: fc.constant('every' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  fc.record({
    kind: fc.constant('cron' as const),
    line: fc.constantFrom('*/5 * * * *', '17 * * * *', '30 2 * * *'),
    zone: fc.constantFrom('UTC', 'Europe/Berlin'),
  }),
);
const steps = fc.array(fc.record({ minutes: fc.double({ min: 0, max: 200, noNaN: true }), ends: fc.boolean() }), {
  minLength: 1,
  maxLength: 30,
});

test('no time is missed, none is fired twice, after downtime a pipeline runs once', async () => {
  await fc.assert(
    fc.asyncProperty(schedules, steps, async (schedule, moves) => {
      let now = Date.UTC(2026, 9, 24, 12);
      const memory = new Memory([pipelineOf('pl_1', schedule, now)]);
      for (const { minutes, ends } of moves) {
        now += Math.round(minutes * minuteMs);
        if (ends) memory.open.clear();
        const wasOpen = memory.open.has('pl_1');
        const dueAt = memory.pipelines.get('pl_1')?.dueAt ?? 0;
        const found = await scheduleDue({ store: memory, now, bytes });
        const passed = timesUntil(schedule, dueAt, now);
        if (passed === 0) {
          expect(found).toEqual([]);
          continue;
        }
        expect(found).toMatchObject([{ pipelineId: 'pl_1', dueAt }]);
        expect(found[0]?.run?.trigger).toBe(wasOpen ? undefined : passed === 1 ? 'schedule' : 'catch-up');
        expect(memory.pipelines.get('pl_1')?.dueAt).toBe(nextDue(schedule, now, 'pl_1'));
        expect(await scheduleDue({ store: memory, now, bytes })).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

function timesUntil(schedule: Schedule, dueAt: number, now: number): number {
  let count = 0;
  for (let at: number | undefined = dueAt; at !== undefined && at <= now; at = nextDue(schedule, at, 'pl_1')) count++;
  return count;
}

test('a live pipeline begins at once, and again when its run has ended', async () => {
  const memory = new Memory([pipelineOf('pl_1', { kind: 'live' }, 0)]);
  const runOf = ([one]: readonly Scheduled[]): ServiceRun | undefined => one?.run;
  expect(runOf(await scheduleDue({ store: memory, now: 0, bytes }))?.trigger).toBe('live');
  expect(runOf(await scheduleDue({ store: memory, now: minuteMs, bytes }))).toBeUndefined();
  memory.open.clear();
  expect(runOf(await scheduleDue({ store: memory, now: 2 * minuteMs, bytes }))?.trigger).toBe('live');
});

test('a pipeline that cannot be scheduled is paused and says why; the others run', async () => {
  const memory = new Memory([
    pipelineOf('pl_1', { kind: 'cron', line: 'wrong', zone: 'UTC' }, 0),
    pipelineOf('pl_2', { kind: 'live' }, 0),
  ]);
  expect((await scheduleDue({ store: memory, now: 0, bytes })).map(({ pipelineId }) => pipelineId)).toEqual(['pl_2']);
  expect(memory.pipelines.get('pl_1')).toMatchObject({ state: 'paused', dueAt: undefined });
  expect(memory.pipelines.get('pl_1')?.pausedWhy?.en).toContain('wrong');
  expect(memory.signs).toContain('pl_1');
});
