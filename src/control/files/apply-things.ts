import { parseThing, type ThingDocument } from '../../config/thing-documents.ts';
import { ConfigError, StoppedError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ControlParts } from '../parts.ts';
import { applyDestination } from './apply-destination.ts';
import { applyIntegration } from './apply-integration.ts';
import { type ApplyParts, withinTransaction } from './apply-parts.ts';
import { applyPipeline } from './apply-pipeline.ts';
import type { ThingFile } from './export-things.ts';
import type { Variables } from './given-secrets.ts';
import type { PlannedThing } from './plan-things.ts';
import { documentsOf, presentThings } from './thing-documents.ts';

interface ApplyRequest {
  readonly files: readonly ThingFile[];
  readonly variables: Variables;
  /** Everything is done, and then undone: what is wrong with the files is found, too. */
  readonly isDryRun: boolean;
}

interface WantedThing {
  readonly path: string;
  readonly document: ThingDocument;
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
 * is. The same files twice change nothing the second time.
 * @throws ConfigError `config.file.malformed`, `config.setting.invalid`, `config.variable.missing`, and as the use cases do; each names the file
 */
export async function applyThings(
  parts: ControlParts,
  caller: Caller,
  { files, variables, isDryRun }: ApplyRequest,
): Promise<readonly PlannedThing[]> {
  const wanted = inOrder(files.map(({ path, text }) => ({ path, document: parseThing(text, path) })));
  try {
    return await parts.store.transaction(async (tables) => {
      const present = await presentThings(tables);
      const ids = new Map(documentsOf(present).map(({ kind, name, id }) => [`${kind}/${name}`, id] as const));
      const at = { parts: withinTransaction(parts, tables), tables, caller, variables, present, ids };
      const plan: PlannedThing[] = [];
      for (const one of wanted) plan.push(await applyOne(at, one));
      if (isDryRun) throw new Undone(plan);
      return plan;
    });
  } catch (thrown) {
    if (thrown instanceof Undone) return thrown.plan;
    throw thrown;
  }
}

async function applyOne(at: ApplyParts, { path, document }: WantedThing): Promise<PlannedThing> {
  try {
    if (document.kind === 'integration') return await applyIntegration(at, document);
    if (document.kind === 'destination') return await applyDestination(at, document);
    return await applyPipeline(at, document);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const { code, texts, details } = thrown;
    const message = { en: `${path}: ${texts.message.en}`, zh: `${path}：${texts.message.zh}` };
    throw new ConfigError({ code, message, cure: texts.cure, details, cause: thrown });
  }
}

const order: Readonly<Record<ThingDocument['kind'], number>> = { integration: 0, destination: 1, pipeline: 2 };

/** What others refer to comes first. @throws ConfigError `config.setting.invalid` for two files of the same thing */
function inOrder(all: readonly WantedThing[]): readonly WantedThing[] {
  const seen = new Map<string, string>();
  for (const { path, document } of all) {
    const key = `${document.kind}/${document.name}`;
    const other = seen.get(key);
    if (other !== undefined) {
      const message = {
        en: `${path}: ${other} is of the same ${document.kind}`,
        zh: `${path}：${other} 描述的是同一内容`,
      };
      throw new ConfigError({ code: 'config.setting.invalid', message });
    }
    seen.set(key, path);
  }
  return all.toSorted((one, other) => order[one.document.kind] - order[other.document.kind]);
}
