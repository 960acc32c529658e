import { deleteChannel } from '../alert-channels/delete-channel.ts';
import { deleteDestination } from '../destinations/delete-destination.ts';
import { deleteIntegration } from '../integrations/delete-integration.ts';
import { deletePipeline } from '../pipelines/delete-pipeline.ts';
import { type ApplyParts, withPlace } from './apply-parts.ts';
import type { PlannedThing } from './plan-things.ts';

/**
 * What becomes of the things that no file names: they stay, or are deleted, what refers to others first. `named` holds kinds and names, such
 * as `pipeline/Sales`.
 * @throws ConfigError as the use cases do, such as `api.state.wrong` while a run is under way
 */
export async function pruneThings(
  { parts, caller, present }: ApplyParts,
  named: ReadonlySet<string>,
  isPruned: boolean,
): Promise<readonly PlannedThing[]> {
  const plan: PlannedThing[] = [];
  for (const [kind, things, forget] of [
    ['channel', present.channels, deleteChannel],
    ['pipeline', present.pipelines, deletePipeline],
    ['destination', present.destinations, deleteDestination],
    ['integration', present.integrations, deleteIntegration],
  ] as const) {
    for (const { id, name, version } of things.filter((one) => !named.has(`${kind}/${one.name}`))) {
      if (isPruned) await withPlace(name, () => forget(parts, caller, { id, version }));
      plan.push({ kind, name, action: isPruned ? 'delete' : 'keep', changes: [] });
    }
  }
  return plan;
}
