import { z } from '@hono/zod-openapi';
import type { BegunReset } from '../../../control/runs/reset-streams.ts';
import type { SettingsOfRun } from '../../../control/runs/settings-of-run.ts';
import type { WaitingFor } from '../../../control/runs/why-waiting.ts';
import type { ErrorSentences, ReportedError } from '../../../model/run-report.ts';
import { type Attempt, type ListedRun, runStates, type ServiceRun } from '../../../model/service/service-run.ts';
import { runsByItself } from '../../../model/service/shares-modules.ts';
import { says } from '../says.ts';
import { id, time, toTime, toTimeOrNull } from '../schemas.ts';
import { type ProgressAnswer, progressSchema, showProgress } from './run-progress-schema.ts';
import { type SettingsAnswer, settingsSchema, showSettings } from './run-settings-schema.ts';

/** What has begun a run. */
export const runTriggers = ['schedule', 'person', 'retry', 'live', 'catch-up'] as const;

/** An error as the API tells it. */
interface ErrorAnswer extends Omit<ReportedError, 'zh' | 'details'> {
  readonly zh?: ErrorSentences | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A run in answers. */
export interface RunAnswer extends Pick<ServiceRun, 'id' | 'pipelineId' | 'trigger' | 'state' | 'attempt'> {
  readonly retryOf: string | null;
  readonly requestedBy: string | null;
  readonly options: {
    readonly full: boolean;
    readonly acceptDeletes: boolean;
    readonly resetStreams: readonly string[];
  };
  readonly nextRunId: string | null;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly cancelAskedAt: string | null;
  readonly progress: ProgressAnswer | null;
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly error: ErrorAnswer | null;
}

/** A run of a list. */
export interface ListedRunAnswer extends RunAnswer {
  readonly pipelineName: string;
}

/** The run of a reset. */
export interface ResetRunAnswer extends RunAnswer {
  readonly alsoReads: readonly { readonly id: string; readonly name: string; readonly byItself: boolean }[];
}

/** A run with why it waits, and of when its settings are. */
export interface OneRunAnswer extends RunAnswer {
  readonly retriedBy: string | null;
  readonly settings: SettingsAnswer | null;
  readonly waitingFor: {
    readonly reason: WaitingFor['reason'];
    readonly runId: string | null;
    readonly until: string | null;
  } | null;
}

/** An attempt in answers. */
export interface AttemptAnswer extends Pick<Attempt, 'number' | 'worker' | 'state'> {
  readonly startedAt: string;
  readonly seenAt: string;
  readonly finishedAt: string | null;
  readonly error: ErrorAnswer | null;
}

const sentences = z.object({ message: z.string(), cure: z.string() });
const error: z.ZodType<ErrorAnswer> = z
  .object({
    family: z.enum(['config', 'transient', 'record', 'stopped', 'bug']),
    code: z.string().openapi({ examples: ['destination.locked'] }),
    message: z.string(),
    cure: z.string(),
    zh: sentences.optional(),
    details: z
      .record(z.string(), z.unknown())
      .openapi(
        says({ en: 'Names, numbers and ids that the sentences are about.', zh: '说明中涉及的名称、数值和 ID。' }),
      ),
  })
  .openapi('RunError');

const runFields = {
  id,
  pipelineId: id,
  trigger: z.enum(runTriggers),
  retryOf: z.string().nullable(),
  requestedBy: z.string().nullable(),
  options: z.object({
    full: z.boolean(),
    acceptDeletes: z.boolean(),
    resetStreams: z.array(z.string()).readonly(),
  }),
  nextRunId: z
    .string()
    .nullable()
    .openapi(
      says({
        en: 'Of a live run: what a person has asked for meanwhile, and what it ends for.',
        zh: '实时运行：其间有人请求的操作，以及它将为何结束。',
      }),
    ),
  state: z.enum(runStates),
  queuedAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  cancelAskedAt: time.nullable(),
  attempt: z.number().int(),
  progress: progressSchema.nullable(),
  report: z
    .record(z.string(), z.unknown())
    .nullable()
    .openapi(
      says({
        en: 'As `larkstream sync --json` prints it at its end.',
        zh: '与 `larkstream sync --json` 结束时输出的一致。',
      }),
    ),
  error: error.nullable(),
};

/** Of a run. */
export const runSchema: z.ZodType<RunAnswer> = z.object(runFields).openapi('Run');

/** Of a run in a list. */
export const listedRunSchema: z.ZodType<ListedRunAnswer> = z
  .object({ ...runFields, pipelineName: z.string() })
  .openapi('ListedRun');

/** Of the run of a reset. */
export const resetRunSchema: z.ZodType<ResetRunAnswer> = z
  .object({
    ...runFields,
    alsoReads: z
      .array(z.object({ id, name: z.string(), byItself: z.boolean() }))
      .readonly()
      .openapi(
        says({
          en: 'Other pipelines that have rows in the same tables. `byItself`: it runs as soon as the tables have been dropped, and its rows are back; otherwise run it.',
          zh: '在同一批表中有数据的其他管道。`byItself`：表删除后它会立即自行运行，数据随之恢复；否则请手动运行。',
        }),
      ),
  })
  .openapi('ResetRun');

/** Of one run. */
export const oneRunSchema: z.ZodType<OneRunAnswer> = z
  .object({
    ...runFields,
    retriedBy: id
      .nullable()
      .openapi(
        says({ en: 'The run that was begun last for this one again.', zh: '最近一次为重试本次运行而开始的运行。' }),
      ),
    settings: settingsSchema,
    waitingFor: z
      .object({
        reason: z.enum(['live', 'pause', 'worker', 'budget', 'turn']),
        runId: z.string().nullable(),
        until: time.nullable(),
      })
      .nullable()
      .openapi(
        says({
          en: 'Why it waits. `live`: the live run of the pipeline commits and ends for it; `pause`: until it is tried again; `worker`: there is none; `budget`: a run of the same app and tenant works; `turn`: for a free slot.',
          zh: '等待的原因。`live`：管道的实时运行提交后为它结束；`pause`：等待再次尝试；`worker`：没有工作进程；`budget`：同一应用和企业的另一运行在执行；`turn`：等待空闲槽位。',
        }),
      ),
  })
  .openapi('RunInDetail');

/** Of an attempt. */
export const attemptSchema: z.ZodType<AttemptAnswer> = z
  .object({
    number: z.number().int(),
    worker: z.string(),
    startedAt: time,
    seenAt: time,
    finishedAt: time.nullable(),
    state: z.enum(['running', 'succeeded', 'failed', 'cancelled', 'lost']),
    error: error.nullable(),
  })
  .openapi('Attempt');

/** A run as acts on it tell it. */
export function showRun(run: ServiceRun): RunAnswer {
  const { options, report, error: failure } = run;
  return {
    id: run.id,
    pipelineId: run.pipelineId,
    trigger: run.trigger,
    retryOf: run.retryOf ?? null,
    requestedBy: run.requestedBy ?? null,
    options: {
      full: options.full ?? false,
      acceptDeletes: options.acceptDeletes ?? false,
      resetStreams: options.resetStreams ?? [],
    },
    nextRunId: run.next?.id ?? null,
    state: run.state,
    queuedAt: toTime(run.queuedAt),
    startedAt: toTimeOrNull(run.startedAt),
    finishedAt: toTimeOrNull(run.finishedAt),
    cancelAskedAt: toTimeOrNull(run.cancelAskedAt),
    attempt: run.attempt,
    progress: showProgress(run.progress),
    report: report === undefined ? null : { ...report },
    error: failure === undefined ? null : { ...failure },
  };
}

/** A run as lists tell it. */
export function showListedRun(run: ListedRun): ListedRunAnswer {
  return { ...showRun(run), pipelineName: run.pipelineName };
}

/** A reset as it is told when it begins. */
export function showReset({ run, beside }: BegunReset): ResetRunAnswer {
  const alsoReads = beside.map((one) => ({ id: one.id, name: one.name, byItself: runsByItself(one) }));
  return { ...showRun(run), alsoReads };
}

/** A run as it is told alone. */
export function showOneRun(
  run: ServiceRun,
  {
    waiting,
    retriedBy,
    settings,
  }: {
    readonly waiting: WaitingFor | undefined;
    readonly retriedBy: string | undefined;
    readonly settings: SettingsOfRun | undefined;
  },
): OneRunAnswer {
  const runId = waiting?.reason === 'budget' || waiting?.reason === 'live' ? waiting.runId : null;
  const until = waiting?.reason === 'pause' ? toTime(waiting.until) : null;
  return {
    ...showRun(run),
    retriedBy: retriedBy ?? null,
    settings: showSettings(settings),
    waitingFor: waiting === undefined ? null : { reason: waiting.reason, runId, until },
  };
}

/** An attempt as the API tells it. */
export function showAttempt(attempt: Attempt): AttemptAnswer {
  return {
    number: attempt.number,
    worker: attempt.worker,
    startedAt: toTime(attempt.startedAt),
    seenAt: toTime(attempt.seenAt),
    finishedAt: toTimeOrNull(attempt.finishedAt),
    state: attempt.state,
    error: attempt.error === undefined ? null : { ...attempt.error },
  };
}
