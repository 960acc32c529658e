import { z } from '@hono/zod-openapi';
import type { FieldFault } from '../../../control/field-faults.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { runFaults } from '../../../control/pipelines/activate-pipeline.ts';
import { type StandingPipeline, standingOf } from '../../../control/pipelines/list-pipelines.ts';
import type { Message } from '../../../model/message.ts';
import type { Pipeline } from '../../../model/service/pipeline.ts';
import { type RunOutcomeState, runOutcomeStates } from '../../../model/service/pipeline-standing.ts';
import type { Schedule } from '../../../model/service/schedule.ts';
import { type RunProgress, runPhases } from '../../../model/service/service-run.ts';
import { says } from '../says.ts';
import { id, message, time, toTime, toTimeOrNull } from '../schemas.ts';
import { orNull, settings } from './resource-schemas.ts';

const mostMinutes = 60 * 24 * 31;

/** Where a pipeline stands. */
export const state: z.ZodType<Pipeline['state']> = z.enum(['draft', 'active', 'paused']);

/** When a pipeline runs by itself. */
export const schedule: z.ZodType<Schedule> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('manual') }),
    z.strictObject({ kind: z.literal('every'), minutes: z.number().int().min(1).max(mostMinutes) }),
    z.strictObject({
      kind: z.literal('cron'),
      line: z
        .string()
        .min(1)
        .max(100)
        .openapi({ examples: ['30 2 * * *'], ...says({ en: 'Five fields.', zh: '五个字段。' }) }),
      zone: z
        .string()
        .min(1)
        .max(60)
        .openapi({ examples: ['Asia/Shanghai'] }),
    }),
    z.strictObject({ kind: z.literal('live') }),
  ])
  .openapi('Schedule');

/** How the last run has ended; `none`: no run has. */
export const outcome: z.ZodType<RunOutcomeState | 'none'> = z.enum([...runOutcomeStates, 'none']);

/** A pipeline as the API shows it. */
export interface ShownPipeline
  extends Pick<
    Pipeline,
    'id' | 'name' | 'integrationId' | 'modules' | 'streams' | 'schedule' | 'state' | 'configFailures' | 'version'
  > {
  readonly tenantKey: string | null;
  readonly destinationId: string | null;
  readonly pausedBy: string | null;
  readonly pausedWhy: Message | null;
  readonly dueAt: string | null;
  readonly nextRunAt: string | null;
  readonly lastRun: ShownLastRun | null;
  readonly openRun: ShownOpenRun | null;
  readonly freshness: ShownFreshness;
  readonly rowsOfDay: number;
  readonly createdAt: string;
  readonly changedAt: string;
}

interface ShownLastRun {
  readonly id: string;
  readonly outcome: RunOutcomeState;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly rows: number | null;
  readonly errorCode: string | null;
}

interface ShownOpenRun {
  readonly id: string;
  readonly state: 'queued' | 'running';
  readonly phase: RunProgress['phase'] | null;
  readonly since: string;
  readonly rows: number;
}

interface ShownFreshness {
  readonly asOf: string | null;
  readonly lagMs: number | null;
  readonly promisedMs: number | null;
  readonly isLate: boolean;
}

const lastRun: z.ZodType<ShownLastRun> = z
  .object({
    id,
    outcome: z.enum(runOutcomeStates),
    startedAt: time,
    endedAt: time,
    rows: z
      .number()
      .int()
      .nullable()
      .openapi(says({ en: 'That were read.', zh: '读取的行数。' })),
    errorCode: z
      .string()
      .nullable()
      .openapi(
        says({
          en: 'Of what has ended it, or of the first stream that misses something.',
          zh: '使运行结束的错误，或首个有缺失的数据流的错误。',
        }),
      ),
  })
  .openapi('LastRun');

const openRun: z.ZodType<ShownOpenRun> = z
  .object({
    id,
    state: z.enum(['queued', 'running']),
    phase: z
      .enum(runPhases)
      .nullable()
      .openapi(says({ en: 'Null until its process was heard of.', zh: '收到进程的消息之前为 null。' })),
    since: time.openapi(says({ en: 'It is in its state.', zh: '处于当前状态的起始时间。' })),
    rows: z.number().int(),
  })
  .openapi('OpenRun');

const freshness: z.ZodType<ShownFreshness> = z
  .object({
    asOf: time.nullable().openapi(
      says({
        en: 'What had changed until then is at the destination: of the streams the oldest `changesAsOf`; null while nothing is.',
        zh: '此时之前的变化均已写入目标，取各数据流的 `changesAsOf` 中最早的；尚无数据时为 null。',
      }),
    ),
    lagMs: z
      .number()
      .nullable()
      .openapi(
        says({ en: 'Of one that follows events: how far it is behind now.', zh: '跟随事件的管道：当前落后多久。' }),
      ),
    promisedMs: z
      .number()
      .nullable()
      .openapi(
        says({
          en: 'How old its data may become, by its schedule; of one that follows events and may not hear them, by its reads of everything.',
          zh: '按计划，数据最多可以多旧；跟随事件但可能收不到事件的管道，按其读取全部数据的间隔。',
        }),
      ),
    isLate: z
      .boolean()
      .openapi(says({ en: 'An alert says that its data are older than promised.', zh: '有告警表明数据比承诺的旧。' })),
  })
  .openapi('Freshness');

const shape = {
  id,
  name: z.string(),
  integrationId: id,
  tenantKey: z
    .string()
    .nullable()
    .openapi(says({ en: 'Of a store app: whose data.', zh: '商店应用：哪个企业的数据。' })),
  destinationId: id.nullable(),
  modules: settings,
  streams: settings,
  schedule,
  state,
  pausedBy: z.string().nullable(),
  pausedWhy: orNull(message),
  configFailures: z
    .number()
    .int()
    .openapi(
      says({ en: 'Runs in a row that ended with what a person must mend.', zh: '连续失败、需要人处理的运行次数。' }),
    ),
  dueAt: time.nullable().openapi(
    says({
      en: 'When it runs next, or is looked after when it is live.',
      zh: '下次运行的时间；实时管道则为下次检查的时间。',
    }),
  ),
  nextRunAt: time
    .nullable()
    .openapi(says({ en: 'Null also of one that follows events.', zh: '跟随事件的管道也为 null。' })),
  lastRun: orNull(lastRun).openapi(
    says({ en: 'The run that ended last, of those that have begun.', zh: '已开始的运行中最近结束的一个。' }),
  ),
  openRun: orNull(openRun).openapi(says({ en: 'The run that waits or works.', zh: '正在等待或执行的运行。' })),
  freshness,
  rowsOfDay: z
    .number()
    .int()
    .openapi(says({ en: 'That were read within the last 24 hours.', zh: '过去 24 小时内读取的行数。' })),
  createdAt: time,
  changedAt: time,
  version: z.number().int(),
};

/** A pipeline in lists. */
export const pipeline: z.ZodType<ShownPipeline> = z.object(shape).openapi('Pipeline');

/** A pipeline as lists show it. */
export function showPipeline({
  pipeline: from,
  standing,
  freshness: fresh,
  nextRunAt,
  rowsOfDay,
}: StandingPipeline): ShownPipeline {
  return {
    id: from.id,
    name: from.name,
    integrationId: from.integrationId,
    tenantKey: from.tenantKey ?? null,
    destinationId: from.destinationId ?? null,
    modules: from.modules,
    streams: from.streams,
    schedule: from.schedule,
    state: from.state,
    pausedBy: from.pausedBy ?? null,
    pausedWhy: from.pausedWhy ?? null,
    configFailures: from.configFailures,
    dueAt: toTimeOrNull(from.dueAt),
    nextRunAt: toTimeOrNull(nextRunAt),
    ...showStanding(standing),
    freshness: {
      asOf: toTimeOrNull(fresh.asOf),
      lagMs: fresh.lagMs ?? null,
      promisedMs: fresh.promisedMs ?? null,
      isLate: fresh.isLate,
    },
    rowsOfDay,
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
  };
}

function showStanding({
  lastRun: last,
  openRun: open,
}: StandingPipeline['standing']): Pick<ShownPipeline, 'lastRun' | 'openRun'> {
  return {
    lastRun:
      last === undefined
        ? null
        : {
            id: last.id,
            outcome: last.state,
            startedAt: toTime(last.startedAt),
            endedAt: toTime(last.endedAt),
            rows: last.rows ?? null,
            errorCode: last.errorCode ?? null,
          },
    openRun:
      open === undefined
        ? null
        : { id: open.id, state: open.state, phase: open.phase ?? null, since: toTime(open.since), rows: open.rows },
  };
}

/** One pipeline, with what keeps it from running. */
export interface CheckedPipeline extends ShownPipeline {
  readonly faults: readonly FieldFault[];
}

const fault: z.ZodType<FieldFault> = z
  .object({ path: z.string().openapi({ examples: ['modules.base.tables[0].url'] }), message })
  .openapi('FieldFault');

/** One pipeline in answers. */
export const checkedPipeline: z.ZodType<CheckedPipeline> = z
  .object({
    ...shape,
    faults: z
      .array(fault)
      .readonly()
      .openapi(says({ en: 'What keeps it from running.', zh: '妨碍它运行的问题。' })),
  })
  .openapi('CheckedPipeline');

/** A pipeline with what keeps it from running. */
export async function showChecked(parts: ControlParts, from: Pipeline): Promise<CheckedPipeline> {
  return { ...showPipeline(await standingOf(parts, from)), faults: await runFaults(parts, parts.store, from) };
}
