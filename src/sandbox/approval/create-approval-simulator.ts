import { type Publish, publishNothing } from '../events/tenant-event.ts';
import type { Directory } from '../people/directory.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import { approvalOptionsOf } from './approval-options.ts';
import { ApprovalSimulator } from './approval-simulator.ts';

/** The tenant's Approval, with people of its directory in it. */
export function createApprovalSimulator(
  options: ResolvedSandboxOptions,
  directory: Directory,
  publish: Publish = publishNothing,
): ApprovalSimulator {
  const { seed, now, startedAtMs } = options;
  const own = { seed, now, anchorMs: startedAtMs, publish };
  return new ApprovalSimulator({ ...approvalOptionsOf(options), ...own }, directory);
}
