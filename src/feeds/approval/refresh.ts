import type { Change } from '../../model/change.ts';
import { TransientError } from '../../model/errors.ts';
import { type Hint, type HintOf, hintsOf } from '../../model/hint.ts';
import { merge } from '../../util/merge.ts';
import type { FeedRead } from '../feed.ts';
import type { Refresher } from '../refresher.ts';
import { Batch } from './batch.ts';
import { Complaints } from './complaints.ts';
import { readDefinitions } from './definitions.ts';
import { getInstance } from './get-instance.ts';
import { readInstance } from './rows.ts';
import type { ApprovalSettings } from './settings.ts';
import { instanceStreams } from './streams.ts';

const concurrency = 20;

type InstanceHint = HintOf<'approval_instance'>;

/** One detail call for each instance, however many events told of it; one for each definition. */
export function createApprovalRefresher(settings: ApprovalSettings): Refresher {
  return {
    refresh: async function* (hints, read) {
      yield* refreshInstances(instancesIn(hints, settings), settings, read);
      const changed = new Set(hintsOf(hints, 'approval_definition').map(({ approvalCode }) => approvalCode));
      const approvalCodes = settings.approvalCodes.filter((code) => changed.has(code));
      if (approvalCodes.length > 0) yield* readDefinitions({ ...settings, approvalCodes }, read);
    },
  };
}

function instancesIn(hints: readonly Hint[], { approvalCodes }: ApprovalSettings): InstanceHint[] {
  const byCode = new Map<string, InstanceHint>();
  for (const hint of hintsOf(hints, 'approval_instance')) {
    if (!approvalCodes.includes(hint.approvalCode)) continue;
    const isGone = hint.isGone || byCode.get(hint.instanceCode)?.isGone === true;
    byCode.set(hint.instanceCode, { ...hint, isGone });
  }
  return [...byCode.values()];
}

async function* refreshInstances(
  hints: readonly InstanceHint[],
  settings: ApprovalSettings,
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const wanted = new Set(instanceStreams.map(({ name }) => name).filter((name) => read.streams.has(name)));
  if (wanted.size === 0 || hints.length === 0) return;
  const batch = new Batch(wanted);
  const complaints = new Complaints([...wanted]);
  const details = hints.map(
    (hint) =>
      async function* () {
        const options = { ...hint, isKnown: true, client: read.client, signal: read.signal, query: settings.query };
        yield { hint, payload: await getInstance(options) };
      },
  );
  for await (const { hint, payload } of merge(details, { concurrency })) {
    if (payload === undefined && !hint.isGone) throw missing(hint);
    if (payload === undefined) {
      batch.delete(hint.instanceCode);
    } else {
      const { rows, formUnreadable } = readInstance(payload, hint, wanted, read.problems);
      if (formUnreadable) complaints.unreadableForm(hint.instanceCode);
      batch.add(hint.instanceCode, rows);
    }
    if (batch.isFull) yield* batch.take();
  }
  yield* batch.take();
  yield* complaints.tell();
}

/** An event may be faster than the replica that answers. */
function missing({ instanceCode }: InstanceHint): TransientError {
  return new TransientError({
    code: 'lark.entity.missing',
    message: {
      en: `An event told of approval instance ${instanceCode}, which the platform does not know (yet)`,
      zh: `事件提到审批实例 ${instanceCode}，但平台（尚）没有该实例`,
    },
  });
}
