import { StoppedError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ControlParts } from '../parts.ts';
import { applyDestination } from './apply-destination.ts';
import { applyIntegration } from './apply-integration.ts';
import { type ApplyParts, withinTransaction, withPlace } from './apply-parts.ts';
import { applyPipeline } from './apply-pipeline.ts';
import type { ThingFile } from './export-things.ts';
import type { PlannedThing } from './plan-things.ts';
import { pruneThings } from './prune-things.ts';
import { documentsOf, presentThings } from './thing-documents.ts';
import { type WantedThing, wantedThings } from './wanted-things.ts';

interface ApplyRequest {
  readonly files: readonly ThingFile[];
  readonly variables: Readonly<Record<string, string>>;
  /** Things that no file names are deleted. */
  readonly isPruned: boolean;
  /** Everything is done, and then undone: what is wrong with the files is found, too. */
  readonly isDryRun: boolean;
}

/** What was done, or would be, and what of the files has no place in the service. */
export interface Applied {
  readonly plan: readonly PlannedThing[];
  readonly remarks: readonly Message[];
}

/** Carries the plan out of a transaction that is to leave nothing. */
class Undone extends StoppedError {
  readonly plan: readonly PlannedThing[];

  constructor(plan: readonly PlannedThing[]) {
    super({ code: 'run.stopped', message: { en: 'Only the plan was asked for', zh: '只请求了计划' } });
    this.plan = plan;
  }
}

/**
 * Makes the service as files say: all of it, or nothing. Things are told apart by their kinds and names; what no file names stays as it
 * is unless it is pruned. The same files twice change nothing the second time.
 * @throws ConfigError `config.file.malformed`, `config.setting.invalid`, `config.variable.missing`, and as the use cases do; each names the file
 */
export async function applyThings(
  parts: ControlParts,
  caller: Caller,
  { files, variables, isPruned, isDryRun }: ApplyRequest,
): Promise<Applied> {
  const { wanted, remarks } = wantedThings(files, { variables, filesRoot: parts.resources.filesRoot });
  const named = new Set(wanted.map(({ document: { kind, name } }) => `${kind}/${name}`));
  try {
    const plan = await parts.store.transaction(async (tables) => {
      const present = await presentThings(tables);
      const ids = new Map(documentsOf(present).map(({ kind, name, id }) => [`${kind}/${name}`, id] as const));
      const at = { parts: withinTransaction(parts, tables), tables, caller, variables, present, ids };
      const made: PlannedThing[] = [];
      for (const one of wanted) made.push(await applyOne(at, one));
      made.push(...(await pruneThings(at, named, isPruned)));
      if (isDryRun) throw new Undone(made);
      return made;
    });
    return { plan, remarks };
  } catch (thrown) {
    if (thrown instanceof Undone) return { plan: thrown.plan, remarks };
    throw thrown;
  }
}

async function applyOne(
  given: ApplyParts,
  { path, document, variables, keepsSchedule }: WantedThing,
): Promise<PlannedThing> {
  const at = { ...given, variables };
  return await withPlace(path, async () => {
    if (document.kind === 'integration') return await applyIntegration(at, document);
    if (document.kind === 'destination') return await applyDestination(at, document);
    const before = at.present.pipelines.find(({ name }) => name === document.name);
    const kept = keepsSchedule && before !== undefined ? { schedule: before.schedule } : {};
    return await applyPipeline(at, { ...document, ...kept });
  });
}
