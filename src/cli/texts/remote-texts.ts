import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { PipelineState } from '../../model/service/pipeline.ts';
import type { RunState, ServiceRun } from '../../model/service/service-run.ts';

/** The service counts no further than ten thousand. */
interface CountedThings {
  readonly total: number;
  readonly totalIsAtLeast: boolean;
}

interface TogetherTexts {
  readonly question: (all: CountedThings) => string;
  readonly done: (count: number) => string;
}

interface AppliedCounts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly deleted: number;
}

/** What is said of a company that is forgotten. */
interface TenantTexts {
  readonly standing: string;
  readonly installed: string;
  readonly notBegun: string;
  readonly begun: (at: string) => string;
  readonly done: string;
  readonly notDone: string;
  readonly rows: string;
  readonly deleted: string;
  readonly left: string;
  readonly question: (key: string) => string;
  readonly others: (names: string) => string;
  readonly placeStates: Readonly<Record<ApiSchemas['ForgottenTenant']['destinations'][number]['state'], string>>;
}

/** What the commands say that ask a service elsewhere. */
export interface RemoteTexts {
  readonly name: string;
  readonly state: string;
  readonly schedule: string;
  readonly due: string;
  readonly why: string;
  readonly pipeline: string;
  readonly pausedBy: string;
  readonly tenant: string;
  readonly modules: string;
  readonly trigger: string;
  readonly began: string;
  readonly ended: string;
  readonly rows: string;
  readonly stream: string;
  readonly lastRun: string;
  readonly newRows: string;
  readonly changedRows: string;
  readonly deletedRows: string;
  readonly changedAt: string;
  readonly auditedAt: string;
  readonly deletes: string;
  readonly held: string;
  readonly noStreams: string;
  readonly noPipelines: string;
  readonly pauseAll: TogetherTexts;
  readonly resumeAll: TogetherTexts;
  readonly noRuns: string;
  readonly noRunsYet: string;
  readonly noLines: string;
  readonly more: (shown: number, all: CountedThings) => string;
  readonly begun: (run: string) => string;
  readonly pipelineStates: Readonly<Record<PipelineState, string>>;
  readonly runStates: Readonly<Record<RunState, string>>;
  readonly schedules: { readonly manual: string; readonly live: string; readonly every: (minutes: number) => string };
  readonly triggers: Readonly<Record<ServiceRun['trigger'], string>>;
  readonly kind: string;
  readonly action: string;
  readonly changes: string;
  readonly kinds: Readonly<
    Record<'integration' | 'destination' | 'pipeline' | 'handler' | 'trigger' | 'channel', string>
  >;
  readonly actions: Readonly<Record<'create' | 'change' | 'nothing' | 'keep' | 'delete', string>>;
  readonly applied: (counts: AppliedCounts) => string;
  readonly wouldApply: (counts: AppliedCounts) => string;
  readonly keptApart: (count: number) => string;
  readonly exported: (parts: { readonly files: number; readonly written: number; readonly folder: string }) => string;
  readonly secretsApart: string;
  readonly leftFile: (file: string) => string;
  readonly run: string;
  readonly waitsFor: Readonly<Record<NonNullable<ApiSchemas['RunInDetail']['waitingFor']>['reason'], string>>;
  readonly noEvents: string;
  readonly noEventsYet: string;
  readonly app: string;
  readonly platformId: string;
  readonly at: string;
  readonly step: string;
  readonly by: string;
  readonly tenants: TenantTexts;
  readonly payloadHidden: string;
  readonly discarded: (count: number) => string;
  readonly againForMore: string;
  /** Where events were named, and none could be changed. */
  readonly notSteered: Readonly<Record<'replay' | 'retry' | 'discard', string>>;
  readonly deliveryStates: Readonly<Record<ApiSchemas['Delivery']['state'], string>>;
  readonly traceSteps: Readonly<Record<ApiSchemas['EventTrace']['steps'][number]['kind'], string>>;
}
