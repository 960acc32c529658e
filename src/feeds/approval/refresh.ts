import type { Change } from '../../model/change.ts';
import { TransientError } from '../../model/errors.ts';
import { merge } from '../../util/merge.ts';
import type { FeedRead } from '../feed-context.ts';
import { visitHints } from '../hints.ts';
import type { Refresher } from '../refresher.ts';
import { Batch } from './batch.ts';
import type { ApprovalConfig } from './config.ts';
import { readDefinitions } from './definitions.ts';
import { getInstance } from './get-instance.ts';
import type { ApprovalTargets, InstanceTarget } from './hints.ts';
import { readInstance } from './rows.ts';
import { instanceStreams } from './streams.ts';
import { WarningCollector } from './warning-collector.ts';

const concurrency = 20;

/** One detail call for each instance, whatever the number of its events; one call for each definition. */
export function createApprovalRefresher(settings: ApprovalConfig): Refresher {
  return {
    refresh: async function* (hints, read) {
      const instances: InstanceTarget[] = [];
      const changed = new Set<string>();
      visitHints<ApprovalTargets>('approval', hints, {
        instance: (target) => instances.push(target),
        definition: ({ approvalCode }) => changed.add(approvalCode),
      });
      yield* refreshInstances(eachOnce(instances, settings), settings, read);
      const approvalCodes = settings.approvalCodes.filter((code) => changed.has(code));
      if (approvalCodes.length > 0) yield* readDefinitions({ ...settings, approvalCodes }, read);
    },
  };
}

/** Those of replicated approvals; one that an event said to be deleted stays so. */
function eachOnce(targets: readonly InstanceTarget[], { approvalCodes }: ApprovalConfig): InstanceTarget[] {
  const byCode = new Map<string, InstanceTarget>();
  for (const target of targets) {
    if (!approvalCodes.includes(target.approvalCode)) continue;
    const isGone = target.isGone || byCode.get(target.instanceCode)?.isGone === true;
    byCode.set(target.instanceCode, { ...target, isGone });
  }
  return [...byCode.values()];
}

async function* refreshInstances(
  targets: readonly InstanceTarget[],
  settings: ApprovalConfig,
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const wanted = new Set(instanceStreams.map(({ name }) => name).filter((name) => read.streams.has(name)));
  if (wanted.size === 0 || targets.length === 0) return;
  const batch = new Batch(wanted);
  const warnings = new WarningCollector([...wanted]);
  const details = targets.map(
    (target) =>
      async function* () {
        const { client, signal } = read;
        const options = { client, signal, query: settings.query, isKnown: true, purpose: 'changes' } as const;
        yield { target, payload: await getInstance({ ...options, instanceCode: target.instanceCode }) };
      },
  );
  for await (const { target, payload } of merge(details, { concurrency })) {
    if (payload === undefined && !target.isGone) throw missing(target);
    if (payload === undefined) {
      batch.delete(target.instanceCode);
    } else {
      const { rows, formUnreadable } = readInstance(payload, target, wanted, read.problems);
      if (formUnreadable) warnings.unreadableForm(target.instanceCode);
      batch.add(target.instanceCode, rows);
    }
    if (batch.isFull) yield* batch.take();
  }
  yield* batch.take();
  yield* warnings.tell();
}

/** An event may be faster than the replica that answers. */
function missing({ instanceCode }: InstanceTarget): TransientError {
  return new TransientError({
    code: 'lark.entity.missing',
    message: {
      en: `An event named the approval instance ${instanceCode}, which the platform does not know (yet)`,
      zh: `事件提到审批实例 ${instanceCode}，但平台（尚）没有该实例`,
    },
  });
}
