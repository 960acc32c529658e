import type { CallPurpose } from '../../model/call-purpose.ts';
import type { StreamOutcome } from '../../model/run-report.ts';

/** What is said of runs, of what they cost and of how new their rows are. */
export interface RunTexts {
  readonly report: ReportTexts;
  readonly status: StatusTexts;
  readonly dryRun: DryRunTexts;
  /** What calls are made for; `callsFor` tells it of a module. */
  readonly purposes: Readonly<Record<CallPurpose, string>>;
  readonly callsFor: (module: string, purposes: string) => string;
}

interface ReportTexts {
  readonly stream: string;
  readonly read: string;
  readonly inserted: string;
  readonly updated: string;
  readonly unchanged: string;
  readonly deleted: string;
  readonly calls: string;
  readonly seconds: string;
  readonly waiting: string;
  readonly total: string;
  readonly warnings: string;
  readonly incomplete: string;
  readonly summary: (parts: {
    readonly rows: number;
    readonly inserted: number;
    readonly updated: number;
    readonly deleted: number;
    readonly seconds: string;
    readonly target: string;
  }) => string;
  readonly nextAfterStop: string;
}

interface StatusTexts {
  /** In the place of the outcome, for a time in which events were followed. */
  readonly live: string;
  readonly noRuns: (target: string) => string;
  readonly pendingCount: (startedAt: string, pid: number) => string;
  readonly brokenOff: (startedAt: string) => string;
  readonly started: string;
  readonly outcome: string;
  readonly inserted: string;
  readonly updated: string;
  readonly deleted: string;
  readonly seconds: string;
  readonly run: string;
  readonly stream: string;
  readonly changesAsOf: string;
  readonly auditedAsOf: string;
  /** Of streams of which some part was read longer ago than it should. */
  readonly auditBehind: (streams: string, hours: number) => string;
  /** Of streams of which some part was never read exactly, and need not have been yet. */
  readonly auditPending: (hours: number) => string;
  readonly ageTitle: string;
  readonly age: (count: number, unit: 'minutes' | 'hours' | 'days') => string;
  readonly lastRun: string;
  readonly callsOfLast: (module: string, purposes: string) => string;
  readonly streamOutcomes: Readonly<Record<StreamOutcome, string>>;
}

interface DryRunTexts {
  readonly counting: string;
  readonly endpoint: string;
  readonly calls: string;
  readonly purpose: string;
  readonly time: string;
  readonly total: (calls: number, duration: string) => string;
  readonly estimates: string;
}
