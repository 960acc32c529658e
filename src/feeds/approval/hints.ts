import type { HintsOf } from '../hints.ts';

/** `isGone` when the event says that it was deleted; the instance is asked for all the same. */
export interface InstanceTarget {
  readonly approvalCode: string;
  readonly instanceCode: string;
  readonly isGone: boolean;
}

/** What an Approval event can point at, by kind of hint. */
export interface ApprovalTargets {
  readonly instance: InstanceTarget;
  readonly definition: { readonly approvalCode: string };
}

/** One hint of any kind of `ApprovalTargets`. */
export type ApprovalHint = HintsOf<ApprovalTargets>;
