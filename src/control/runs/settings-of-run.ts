import type { ServiceRun } from '../../model/service/service-run.ts';
import type { ControlParts } from '../parts.ts';

/** Of when the settings of the pipeline are by which a run works, and whether they have been changed since. */
export interface SettingsOfRun {
  /** Undefined when the audit no longer reaches back so far. */
  readonly setAt: number | undefined;
  /** The last change after the run had read them. */
  readonly changedAt: number | undefined;
}

/** An attempt reads them when it begins. Undefined while none has. */
export async function settingsOfRun(
  { store }: Pick<ControlParts, 'store'>,
  { id, pipelineId }: Pick<ServiceRun, 'id' | 'pipelineId'>,
): Promise<SettingsOfRun | undefined> {
  const readAt = (await store.runs.attempts(id)).at(-1)?.startedAt;
  if (readAt === undefined) return undefined;
  const last = async (action: string, span: { since?: number; until?: number }): Promise<number | undefined> =>
    (await store.audit.page({ limit: 1 }, { objectId: pipelineId, action, ...span })).items[0]?.at;
  const before = { until: readAt + 1 };
  const setAt = (await last('pipeline.change', before)) ?? (await last('pipeline.create', before));
  return { setAt, changedAt: await last('pipeline.change', { since: readAt + 1 }) };
}
