import fc from 'fast-check';
import { type JsonObject, readNumber, readObjects, readText } from '../../src/util/json.ts';
import type { ApprovalSync } from './approval-sync.ts';

const dayMs = 86_400_000;
/** Who is younger than this stays in the lookback as long as a test runs. */
const lookbackMs = 28 * dayMs;

/** These only the index of tasks shows. */
const ofTasks = ['approve', 'transfer', 'add-approver', 'rollback'];
const ofOpen = ['approve', 'finish', 'reject', 'cancel', 'rollback', 'resubmit', 'transfer', 'add-approver', 'delete'];
const ofAny = ['comment', 'edit-comment', 'remove-comment', 'revoke', 'create', 'create', 'rename'] as const;

/** What people do to approvals, at random. */
export const approvalAct: fc.Arbitrary<{ readonly kind: string; readonly pick: number }> = fc.record({
  kind: fc.oneof(fc.constantFrom(...ofTasks), fc.constantFrom(...ofOpen, ...ofAny)),
  pick: fc.nat(1_000),
});

/** Does it to an instance to which it can be done; nothing where there is none. */
export function act(sync: ApprovalSync, { kind, pick }: { readonly kind: string; readonly pick: number }): void {
  const { approvals } = sync;
  const choose = <T>(some: readonly T[]): T | undefined => some[pick % Math.max(1, some.length)];
  const all = [...approvals.instanceCodes()].map((code) => [code, approvals.apiInstance(code)] as const);
  const statusOf = ([, payload]: readonly [string, JsonObject]): string | null => readText(payload, 'status');
  const isYoung = ([, payload]: readonly [string, JsonObject]): boolean =>
    (readNumber(payload, 'start_time') ?? 0) > sync.now - lookbackMs;
  const open = choose(all.filter((one) => statusOf(one) === 'PENDING'))?.[0];
  const young = choose(all.filter(isYoung));
  const approved = choose(all.filter((one) => isYoung(one) && statusOf(one) === 'APPROVED'))?.[0];
  const approval = choose(approvals.approvalCodes) ?? '';
  const commented = choose(all.filter((one) => isYoung(one) && readObjects(one[1], 'comment_list').length > 0));
  const comment = readText(readObjects(commented?.[1] ?? {}, 'comment_list')[0] ?? {}, 'id') ?? '';
  switch (kind) {
    case 'create':
      approvals.createInstance(approval);
      return;
    case 'rename':
      approvals.renameDefinition(approval, `renamed ${pick}`);
      return;
    case 'comment':
      if (young !== undefined) approvals.addComment(young[0], `Please hurry ${pick}`);
      return;
    case 'edit-comment':
      if (commented !== undefined) approvals.editComment(commented[0], comment, `edited ${pick}`);
      return;
    case 'remove-comment':
      if (commented !== undefined) approvals.removeComment(commented[0], comment);
      return;
    case 'revoke':
      if (approved !== undefined) approvals.revoke(approved);
      return;
  }
  if (open === undefined) return;
  if (kind === 'approve') approvals.approve(open);
  else if (kind === 'finish') approvals.finish(open);
  else if (kind === 'reject') approvals.reject(open);
  else if (kind === 'cancel') approvals.cancel(open);
  else if (kind === 'rollback') approvals.rollback(open);
  else if (kind === 'resubmit') approvals.resubmit(open);
  else if (kind === 'transfer') approvals.transfer(open);
  else if (kind === 'add-approver') approvals.addApprover(open);
  else approvals.deleteInstance(open);
}
