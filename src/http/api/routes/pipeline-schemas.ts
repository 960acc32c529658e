import { z } from '@hono/zod-openapi';
import type { FieldFault } from '../../../control/field-faults.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { runFaults } from '../../../control/pipelines/activate-pipeline.ts';
import type { Message } from '../../../model/message.ts';
import type { Pipeline } from '../../../model/service/pipeline.ts';
import type { Schedule } from '../../../model/service/schedule.ts';
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
        .openapi({ examples: ['30 2 * * *'], description: 'Five fields.' }),
      zone: z
        .string()
        .min(1)
        .max(60)
        .openapi({ examples: ['Asia/Shanghai'] }),
    }),
    z.strictObject({ kind: z.literal('live') }),
  ])
  .openapi('Schedule');

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
  readonly createdAt: string;
  readonly changedAt: string;
}

const shape = {
  id,
  name: z.string(),
  integrationId: id,
  tenantKey: z.string().nullable().openapi({ description: 'Of a store app: whose data.' }),
  destinationId: id.nullable(),
  modules: settings,
  streams: settings,
  schedule,
  state,
  pausedBy: z.string().nullable(),
  pausedWhy: orNull(message),
  configFailures: z.number().int().openapi({ description: 'Runs in a row that ended with what a person must mend.' }),
  dueAt: time.nullable().openapi({ description: 'When it runs next, or is looked after when it is live.' }),
  createdAt: time,
  changedAt: time,
  version: z.number().int(),
};

/** A pipeline in lists. */
export const pipeline: z.ZodType<ShownPipeline> = z.object(shape).openapi('Pipeline');

/** A pipeline as lists show it. */
export function showPipeline(from: Pipeline): ShownPipeline {
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
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
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
  .object({ ...shape, faults: z.array(fault).readonly().openapi({ description: 'What keeps it from running.' }) })
  .openapi('CheckedPipeline');

/** A pipeline with what keeps it from running. */
export async function showChecked(parts: ControlParts, from: Pipeline): Promise<CheckedPipeline> {
  return { ...showPipeline(from), faults: await runFaults(parts, parts.store, from) };
}
