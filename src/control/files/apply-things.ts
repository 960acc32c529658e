import { thingKey } from '../../config/thing-documents.ts';
import { StoppedError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import { assertNotFollowed } from '../integrations/change-mode.ts';
import type { ControlParts } from '../parts.ts';
import { forgetEvents } from '../triggers/delete-trigger.ts';
import { applyChannel } from './apply-channel.ts';
import { applyDestination } from './apply-destination.ts';
import { applyHandler } from './apply-handler.ts';
import { applyIntegration } from './apply-integration.ts';
import { type ApplyParts, withinTransaction } from './apply-parts.ts';
import { applyPipeline } from './apply-pipeline.ts';
import { applyTrigger } from './apply-trigger.ts';
import type { ThingFile } from './export-things.ts';
import { FileFaults } from './file-faults.ts';
import { LaterEvents } from './later-events.ts';
import type { PlannedThing } from './plan-things.ts';
import { pruneThings } from './prune-things.ts';
import { documentsOf, presentThings } from './thing-documents.ts';
import { orderOf, putInOrder } from './trigger-places.ts';
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
 * @throws ConfigError `config.file.malformed`, `config.setting.invalid`, `config.variable.missing`, and as the use cases do; the message has a line for each fault of each file
 */
export async function applyThings(
  parts: ControlParts,
  caller: Caller,
  { files, variables, isPruned, isDryRun }: ApplyRequest,
): Promise<Applied> {
  const faults = new FileFaults();
  const { filesRoot } = parts.resources;
  const { wanted, unread, isUnknown, ...read } = await wantedThings(files, { variables, filesRoot }, faults);
  const failed = new Set(unread);
  const named = new Set(wanted.map(({ document }) => thingKey(document)));
  const events = new LaterEvents();
  try {
    const plan = await parts.store.transaction(async (tables) => {
      const present = await presentThings(tables);
      const ids = new Map(documentsOf(present).map((one) => [thingKey(one), one.id] as const));
      const isPending: ApplyParts['isPending'] = (kind, name) => isUnknown || failed.has(`${kind}/${name}`);
      const bots = wanted.flatMap(({ document }) => (document.kind === 'trigger' ? [document] : []));
      const order = orderOf(present.triggers, bots, !isPruned);
      const inner = withinTransaction(parts, tables, events);
      const at = { parts: inner, tables, caller, variables, present, ids, isPending, places: order.places };
      const made: PlannedThing[] = [];
      for (const one of wanted) {
        const planned = await faults
          .keep({ file: one.path, isNamed: false }, () => applyOne(at, one))
          .catch(rethrowUnless(faults));
        if (planned === undefined) failed.add(thingKey(one.document));
        else made.push(planned);
      }
      faults.assertNone();
      made.push(...(await pruneThings(at, named, isPruned)));
      await putInOrder(at, order);
      await assertFollowersHaveEvents(at, wanted, faults);
      if (isDryRun) throw new Undone(made);
      await events.followNow(parts.resources.triggerEvents);
      return made;
    });
    for (const id of events.forgotten) await forgetEvents(parts, id);
    return { plan, remarks: [...read.remarks, ...draftRemarks(wanted, plan)] };
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown;
    return { plan: thrown.plan, remarks: [...read.remarks, ...draftRemarks(wanted, thrown.plan)] };
  }
}

async function applyOne(
  given: ApplyParts,
  { document, variables, keepsSchedule }: WantedThing,
): Promise<PlannedThing | undefined> {
  const at = { ...given, variables };
  if (document.kind === 'integration') return await applyIntegration(at, document);
  if (document.kind === 'channel') return await applyChannel(at, document);
  if (document.kind === 'destination') return await applyDestination(at, document);
  if (document.kind === 'handler') return await applyHandler(at, document);
  if (document.kind === 'trigger') return await applyTrigger(at, document);
  const before = at.present.pipelines.find(({ name }) => name === document.name);
  const kept = keepsSchedule && before !== undefined ? { schedule: before.schedule } : {};
  return await applyPipeline(at, { ...document, ...kept });
}

/** Looked at when all is in place: whoever takes the events away may have paused those who follow them in the same files. */
async function assertFollowersHaveEvents(
  { tables, ids }: ApplyParts,
  wanted: readonly WantedThing[],
  faults: FileFaults,
): Promise<void> {
  for (const { path, document } of wanted) {
    if (document.kind !== 'integration' || document.events !== 'none') continue;
    const id = ids.get(`integration/${document.name}`) ?? '';
    await faults.keep({ file: path, isNamed: false }, () => assertNotFollowed(tables, id));
  }
  faults.assertNone();
}

/** A refusal of the database breaks the transaction: what comes after it follows from it, and what is known is told. */
function rethrowUnless(faults: FileFaults): (thrown: unknown) => never {
  return (thrown) => {
    faults.assertNone();
    throw thrown;
  };
}

/** New pipelines do not run by themselves unless their files say so. */
function draftRemarks(wanted: readonly WantedThing[], plan: readonly PlannedThing[]): readonly Message[] {
  return wanted.flatMap(({ path, document }) => {
    const { kind, name } = document;
    if (kind !== 'pipeline' || document.state !== undefined) return [];
    if (!plan.some((one) => one.kind === kind && one.name === name && one.action === 'create')) return [];
    return [
      {
        en: `${path}: “${name}” is a draft: it runs when it is activated, or with “state: active” in the file`,
        zh: `${path}：“${name}”是草稿：启用之后，或在文件中写明“state: active”，才会运行`,
      },
    ];
  });
}
