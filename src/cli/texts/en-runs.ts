import { plural } from '../../util/plural.ts';
import { formatCount } from '../print/numbers.ts';
import type { RunTexts } from './run-texts.ts';

const counted = (count: number, one: string, many?: string): string => plural(count, one, many, formatCount);

/** What is said of runs, of what they cost and of how new their rows are, in English. */
export const enRuns: RunTexts = {
  report: {
    stream: 'Stream',
    read: 'Read',
    inserted: 'New',
    updated: 'Changed',
    unchanged: 'Same',
    deleted: 'Deleted',
    calls: 'Calls',
    seconds: 'Seconds',
    waiting: 'Waited',
    total: 'Total',
    warnings: 'Warnings',
    incomplete: 'Incomplete',
    summary: ({ rows, inserted, updated, deleted, seconds, target }) =>
      `${counted(rows, 'row')} (${formatCount(inserted)} new, ${formatCount(updated)} changed${deleted > 0 ? `, ${formatCount(deleted)} deleted` : ''}) in ${seconds} s → ${target}`,
    nextAfterStop: 'Run the same command again: it continues from the last commit.',
  },
  status: {
    live: 'live',
    noRuns: (target) => `No runs yet in ${target}.`,
    pendingCount: (startedAt, pid) => `A run has been under way since ${startedAt} (UTC), in process ${pid}.`,
    brokenOff: (startedAt) =>
      `The run that began at ${startedAt} (UTC) was killed or crashed; the next run continues from its last commit.`,
    started: 'Started',
    outcome: 'Outcome',
    inserted: 'New',
    updated: 'Changed',
    deleted: 'Deleted',
    seconds: 'Seconds',
    run: 'Run',
    stream: 'Stream',
    changesAsOf: 'Changes as of',
    auditedAsOf: 'Audited as of',
    auditBehind: (streams, hours) =>
      `The audit is behind: ${streams} should be read whole within ${hours} h. Let runs come more often or take longer, or raise audit_hours.`,
    auditPending: (hours) => `Some parts of these have not been audited yet; as runs go on, each is within ${hours} h.`,
    ageTitle: 'Age',
    age: (count, unit) => `${count} ${{ minutes: 'min', hours: 'h', days: 'd' }[unit]}`,
    lastRun: 'Last run',
    callsOfLast: (module, purposes) => `Calls of the last run for ${module}: ${purposes}`,
    streamOutcomes: { complete: 'complete', partial: 'partial', not_read: 'not read' },
  },
  dryRun: {
    counting:
      'Counting the calls of a sync. Counting needs some calls too, within the platform’s limits: it may take a minute.',
    endpoint: 'Endpoint',
    calls: 'Calls',
    purpose: 'For',
    time: 'At least (min:s)',
    total: (calls, duration) =>
      `${counted(calls, 'call')}, at least ${duration} (min:s): modules are read in parallel.`,
    estimates:
      '~ marks an estimate from samples and from what the last run left, without retries. Nothing was read or written.',
  },
  purposes: { changes: 'changes', new: 'new', audit: 'audit', exact: 'exact' },
  callsFor: (module, purposes) => `Calls of ${module}: ${purposes}`,
};
