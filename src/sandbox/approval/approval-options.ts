import type { ResolvedSandboxOptions } from '../sandbox-options.ts';

const approvalTemplates = ['leave', 'expense', 'purchase', 'travel', 'attendance', 'legacy', 'personnel'] as const;
/** A form of `definitionTemplates`. The definitions of a tenant take the forms in this order, over and over. */
export type ApprovalTemplate = (typeof approvalTemplates)[number];

interface DefinitionOptions {
  readonly template: ApprovalTemplate;
  /** How many instances exist from the start, spread evenly over the span that ends at the anchor. */
  readonly instances: number;
  readonly status?: 'ACTIVE' | 'INACTIVE' | 'DELETED';
}

/** What there is in Approval, and how the simulated tenant settles what the documentation leaves open. */
export interface ApprovalOptions {
  readonly definitions: readonly DefinitionOptions[];
  readonly spanDays: number;
  /** A list window longer than ten hours: answered, refused with 1390001, or silently cut. */
  readonly longWindow: 'allowed' | 'refused' | 'truncated';
  /** Whether an instance created exactly at `end_time` is in the window. */
  readonly windowEnd: 'closed' | 'half-open';
  /** Whether the list of codes also names revoked instances. */
  readonly listsReverted: boolean;
  /** `null`: never expires. */
  readonly pageTokenLifetimeSeconds: number | null;
  /** How late the search endpoints see a change; each change up to `indexJitterMs` sooner or later than that. */
  readonly indexDelayMs: number;
  readonly indexJitterMs: number;
  /** Whether pages of the search endpoints are now and then short or empty although there are more. */
  readonly shortPages: boolean;
  /** What an approved instance that is revoked becomes; the pages disagree. */
  readonly revokedStatus: 'CANCELED' | 'PENDING';
  /** What remains of a deleted instance: status DELETED, or nothing (1390003). */
  readonly deletedInstances: 'readable' | 'gone';
}

/** The templates in turn; the old form is retired, as such forms are. */
export function approvalOptionsOf(options: ResolvedSandboxOptions): ApprovalOptions {
  const { approvals, switches } = options;
  const instances = Math.round(approvals.instancesPerDay * approvals.days);
  const definitions = Array.from({ length: approvals.definitions }, (_, at): DefinitionOptions => {
    const template = approvalTemplates[at % approvalTemplates.length] ?? 'leave';
    return { template, instances, status: template === 'legacy' ? 'INACTIVE' : 'ACTIVE' };
  });
  return {
    definitions,
    spanDays: Math.max(1, approvals.days),
    longWindow: ({ off: 'allowed', refuse: 'refused', truncate: 'truncated' } as const)[switches.approvalWindow],
    windowEnd: switches.approvalBounds,
    listsReverted: !switches.approvalListHidesCancelled,
    pageTokenLifetimeSeconds: switches.pageTokenLifetimeSeconds,
    indexDelayMs: switches.approvalIndexDelaySeconds * 1000,
    indexJitterMs: switches.approvalIndexJitterSeconds * 1000,
    shortPages: switches.approvalShortPages,
    revokedStatus: switches.approvalRevokeLeaves,
    deletedInstances: switches.approvalDeletedInstances,
  };
}
