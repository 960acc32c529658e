export const approvalTemplates = [
  'leave',
  'expense',
  'purchase',
  'travel',
  'attendance',
  'legacy',
  'personnel',
] as const;
export type ApprovalTemplate = (typeof approvalTemplates)[number];

export interface ApprovalSize {
  readonly template: ApprovalTemplate;
  /** How many instances exist from the start, spread evenly over the span that ends at the anchor. */
  readonly instances: number;
  readonly status?: 'ACTIVE' | 'INACTIVE' | 'DELETED';
}

/** What there is in Approval, and how the simulated tenant settles what the documentation leaves open. */
export interface ApprovalOptions {
  readonly definitions: readonly ApprovalSize[];
  readonly spanDays: number;
  /** A list window longer than ten hours: answered, refused with 1390001, or silently cut. */
  readonly longWindow: 'allowed' | 'refused' | 'truncated';
  /** Whether an instance created exactly at `end_time` is in the window. */
  readonly windowEnd: 'closed' | 'half-open';
  /** Whether the list of codes also names revoked instances. */
  readonly listsReverted: boolean;
  readonly pageTokenTtlMs: number;
  /** How late the search endpoints see a change. */
  readonly indexDelayMs: number;
  /** What an approved instance that is revoked becomes; the pages disagree. */
  readonly revokedStatus: 'CANCELED' | 'PENDING';
  /** What remains of a deleted instance: status DELETED, or nothing (1390003). */
  readonly deletedInstances: 'readable' | 'gone';
}

export const defaultApprovalOptions: ApprovalOptions = {
  definitions: [
    { template: 'leave', instances: 480 },
    { template: 'expense', instances: 360 },
    { template: 'purchase', instances: 160 },
    { template: 'travel', instances: 200 },
    { template: 'attendance', instances: 120 },
    { template: 'legacy', instances: 80, status: 'INACTIVE' },
    { template: 'personnel', instances: 40 },
  ],
  spanDays: 90,
  longWindow: 'allowed',
  windowEnd: 'closed',
  listsReverted: true,
  pageTokenTtlMs: Number.POSITIVE_INFINITY,
  indexDelayMs: 0,
  revokedStatus: 'CANCELED',
  deletedInstances: 'readable',
};
