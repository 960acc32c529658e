import { faultsIn } from '../../config/check-settings.ts';
import { formatPath } from '../../config/problems.ts';
import { LarkstreamError } from '../../model/errors.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { Schedule } from '../../model/service/schedule.ts';
import type { JsonObject } from '../../util/json.ts';
import type { FieldFault } from '../field-faults.ts';
import type { ResourceParts } from '../resource-parts.ts';

/** A pipeline as it is to be. */
export type PipelineDraft = Pick<Pipeline, 'tenantKey' | 'modules' | 'streams' | 'schedule'>;

interface Ends {
  readonly integration: Integration;
  /** Undefined when none was chosen. */
  readonly destination: Pick<ServiceDestination, 'settings'> | undefined;
}

/** What keeps a pipeline from being run; a draft may be kept with any of it. */
export function pipelineFaults(
  pipeline: PipelineDraft,
  { integration, destination }: Ends,
  firstDue: ResourceParts['firstDue'],
): readonly FieldFault[] {
  const place = destination === undefined ? [without('destinationId')] : [];
  return [
    ...readFaults(pipeline),
    ...scheduleFaults(pipeline.schedule, integration, firstDue),
    ...tenantFaults(pipeline, { integration, destination }),
    ...place,
  ];
}

/** What is wrong with what is read. */
export function moduleFaults(modules: JsonObject): readonly FieldFault[] {
  return partFaults('modules', modules);
}

function partFaults(part: 'modules' | 'streams', given: JsonObject): FieldFault[] {
  return faultsIn(part, given).map(({ path, message }) => ({ path: formatPath([part, ...path]), message }));
}

/** What keeps a pipeline from being read, wherever it writes. */
export function readFaults({ modules, streams }: Pick<Pipeline, 'modules' | 'streams'>): readonly FieldFault[] {
  return [...moduleFaults(modules), ...partFaults('streams', streams)];
}

function without(path: string): FieldFault {
  return { path, message: { en: 'is required', zh: '必须填写' } };
}

/** Cron lines and zones that there are not: shown whatever the state of the pipeline. */
export function scheduleFaults(
  schedule: Schedule,
  { mode }: Pick<Integration, 'mode'>,
  firstDue: ResourceParts['firstDue'],
): FieldFault[] {
  if (schedule.kind === 'live' && mode === 'none') {
    const message = {
      en: 'can be live only where events come: choose the mode of the integration',
      zh: '只有在接收事件时才能实时同步：请选择集成的事件方式',
    };
    return [{ path: 'schedule', message }];
  }
  try {
    firstDue(schedule, 0, 'pl_any');
    return [];
  } catch (thrown) {
    if (!(thrown instanceof LarkstreamError)) throw thrown;
    return [{ path: 'schedule', message: thrown.texts.message }];
  }
}

function tenantFaults({ tenantKey }: PipelineDraft, { integration, destination }: Ends): FieldFault[] {
  const isForStore = integration.kind === 'store_app';
  if (isForStore) return tenantKey === undefined ? [without('tenantKey')] : [];
  const custom = {
    en: 'has no meaning for a custom app, which has one tenant',
    zh: '企业自建应用只有一个企业，此项没有意义',
  };
  const named = Object.values(destination?.settings ?? {}).some(
    (value) => typeof value === 'string' && value.includes('{tenant_key}'),
  );
  return [
    ...(tenantKey === undefined ? [] : [{ path: 'tenantKey', message: custom }]),
    ...(named
      ? [
          {
            path: 'destinationId',
            message: {
              en: 'names a destination with {tenant_key}, which has no meaning for a custom app',
              zh: '所选目标含有 {tenant_key}，对企业自建应用没有意义',
            },
          },
        ]
      : []),
  ];
}
