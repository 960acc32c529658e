import type { HintsOf } from '../hints.ts';

export interface InstanceTarget {
  readonly approvalCode: string;
  readonly instanceCode: string;
  readonly isGone: boolean;
}

export interface ApprovalTargets {
  readonly instance: InstanceTarget;
  readonly definition: { readonly approvalCode: string };
}

export type ApprovalHint = HintsOf<ApprovalTargets>;
