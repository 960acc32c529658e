import { thingKey } from '../../config/thing-documents.ts';
import { ConfigError } from '../../model/errors.ts';
import { deleteChannel } from '../alert-channels/delete-channel.ts';
import { deleteDestination } from '../destinations/delete-destination.ts';
import { deleteHandler } from '../handlers/delete-handler.ts';
import { deleteIntegration } from '../integrations/delete-integration.ts';
import { deletePipeline } from '../pipelines/delete-pipeline.ts';
import { deleteTrigger } from '../triggers/delete-trigger.ts';
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
    ['trigger', present.triggers, deleteTrigger],
    ['handler', present.handlers, deleteHandler],
    ['pipeline', present.pipelines, deletePipeline],
    ['destination', present.destinations, deleteDestination],
    ['integration', present.integrations, deleteIntegration],
  ] as const) {
    for (const { id, name, version } of things.filter((one) => !named.has(thingKey({ ...one, kind })))) {
      if (isPruned) await withPlace(name, () => unlessUsed(() => forget(parts, caller, { id, version })));
      plan.push({ kind, name, action: isPruned ? 'delete' : 'keep', changes: [], values: [] });
    }
  }
  return plan;
}

/** What no file names is gone by then where it used others: what still uses it is in the files. */
async function unlessUsed(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof ConfigError) || !isOfFiles(thrown)) throw thrown;
    const { code, texts, details } = thrown;
    const cure = {
      en: 'The files refer to it, and none of them says what it is: add its file, as `larkstream export` writes it, or change those that refer to it.',
      zh: '这些文件引用了它，却没有文件描述它：请添加它的文件（`larkstream export` 会写出），或更改引用它的文件。',
    };
    throw new ConfigError({ code, message: texts.message, cure, details, cause: thrown });
  }
}

/** Sign-ins use integrations, too, and are in no file. */
const isOfFiles = ({ details: { pipelines, alertChannels, triggers } }: ConfigError): boolean =>
  pipelines !== undefined || alertChannels !== undefined || triggers !== undefined;
