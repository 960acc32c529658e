import { z } from '@hono/zod-openapi';
import type { Message } from '../../../model/message.ts';
import type { CallRate } from '../../../model/service/call-rates.ts';
import { type RunProgress, runPhases } from '../../../model/service/service-run.ts';
import { says } from '../says.ts';
import { message, time, toTime } from '../schemas.ts';

/** What goes on in a run, in answers. */
export interface ProgressAnswer extends Pick<RunProgress, 'phase' | 'rows' | 'calls' | 'commits'> {
  readonly streams: RunProgress['streams'];
  readonly at: string;
  readonly waiting: {
    readonly for: Message;
    readonly until: string;
    readonly kind: 'limit' | 'retry' | null;
    readonly of: string | null;
  } | null;
  readonly rates: readonly CallRate[];
  readonly remainingMs: number | null;
  readonly lagMs: number | null;
  readonly standstill: { readonly code: string; readonly message: Message; readonly failures: number } | null;
  readonly heldDeletes: readonly string[] | null;
}

/** What goes on in a run. */
export const progressSchema: z.ZodType<ProgressAnswer> = z
  .object({
    at: time,
    phase: z.enum(runPhases),
    rows: z.number(),
    calls: z.number(),
    commits: z.number(),
    streams: z.record(
      z.string(),
      z.object({
        rows: z.number(),
        estimate: z.number().optional(),
        share: z
          .number()
          .optional()
          .openapi(says({ en: 'Work done, from 0 to 1; it only grows.', zh: '已完成的部分，从 0 到 1；只增不减。' })),
        done: z.boolean().optional(),
      }),
    ),
    waiting: z
      .object({
        for: message,
        until: time,
        kind: z
          .enum(['limit', 'retry'])
          .nullable()
          .openapi(says({ en: 'A limit of the platform, or the next try.', zh: '平台的频率限制，或下一次尝试。' })),
        of: z
          .string()
          .nullable()
          .openapi(says({ en: 'The module whose calls wait.', zh: '在等待的调用所属的模块。' })),
      })
      .nullable(),
    rates: z
      .array(z.object({ endpoint: z.string(), lastMinute: z.number().int(), limit: z.number() }))
      .readonly()
      .openapi(
        says({
          en: 'Calls of the last minute, and how many the platform allows in one: endpoints nearest to their limits.',
          zh: '过去一分钟的调用次数，以及平台每分钟允许的次数：仅列出最接近限制的接口。',
        }),
      ),
    remainingMs: z
      .number()
      .nullable()
      .openapi(says({ en: 'Until the end, as far as it can be told.', zh: '距结束的时间（可估计时）。' })),
    lagMs: z
      .number()
      .nullable()
      .openapi(
        says({
          en: 'Of a live pipeline: from the receipt of an event to the commit of its rows.',
          zh: '实时管道：从收到事件到提交数据的时间。',
        }),
      ),
    standstill: z
      .object({ code: z.string(), message, failures: z.number().int() })
      .nullable()
      .openapi(
        says({
          en: 'Of a live pipeline that cannot go on: why, and how often in a row it was tried in vain.',
          zh: '无法继续的实时管道：原因，以及连续尝试失败的次数。',
        }),
      ),
    heldDeletes: z
      .array(z.string())
      .readonly()
      .nullable()
      .openapi(
        says({
          en: 'Streams of which too much was missing to be believed: nothing of them is deleted until a person accepts it.',
          zh: '缺失过多、不足为信的数据流：在有人接受之前，不删除其中任何数据。',
        }),
      ),
  })
  .openapi('RunProgress');

/** What goes on as the API tells it. */
export function showProgress(from: RunProgress | undefined): ProgressAnswer | null {
  if (from === undefined) return null;
  const { at, phase, rows, calls, commits, streams, waiting, rates, remainingMs, lagMs, standstill, heldDeletes } =
    from;
  return {
    at: toTime(at),
    phase,
    rows,
    calls,
    commits,
    streams,
    waiting: waiting === undefined ? null : showWaiting(waiting),
    rates: rates ?? [],
    remainingMs: remainingMs ?? null,
    lagMs: lagMs ?? null,
    standstill: standstill === undefined ? null : showStandstill(standstill),
    heldDeletes: heldDeletes ?? null,
  };
}

function showWaiting({ forWhat, until, kind, of }: NonNullable<RunProgress['waiting']>): ProgressAnswer['waiting'] {
  return { for: forWhat, until: toTime(until), kind: kind ?? null, of: of ?? null };
}

function showStandstill({
  error: why,
  failures,
}: NonNullable<RunProgress['standstill']>): ProgressAnswer['standstill'] {
  return { code: why.code, message: { en: why.message, zh: why.zh?.message ?? why.message }, failures };
}
