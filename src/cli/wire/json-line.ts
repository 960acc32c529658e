import type { InboxEvent, ReceivedEvent } from '../../model/event.ts';
import type { ConnectionCommand, ConnectionStatus, RefusalReason } from '../../model/event-store.ts';
import type { BegunRun } from '../../model/run-log.ts';
import type { ReportedError, RunReport } from '../../model/run-report.ts';
import type { CheckResult, PlannedEndpoint } from '../../model/source.ts';
import type { Column, Stream } from '../../model/stream.ts';
import type { WriteMode } from '../../model/write-mode.ts';
import type { Finding } from '../../operations/diagnose.ts';
import type { Freshness } from '../../operations/freshness.ts';
import type { EventStatus } from '../../operations/inspect-events.ts';
import type { ChatFault, ChatLines } from '../../operations/sandbox/play-chat.ts';
import type { SandboxInfo } from '../../operations/sandbox/sandbox-info.ts';
import type { StartedStream } from '../../operations/sync-observer.ts';
import type { Line } from './line.ts';
import type { RemoteLine } from './remote-lines.ts';
import type { ServiceLine } from './service-lines.ts';

/** A sentence for people, in English; `zh` has it in Chinese. */
interface WithMessage {
  readonly message: string;
  readonly zh: { readonly message: string };
}

interface StartLine extends Line<'start'> {
  readonly streams: readonly StartedStream[];
}

/** What is not known yet is absent. */
interface ModuleProgressLine {
  readonly module: string;
  readonly rows: number;
  readonly fraction?: number | undefined;
  readonly rowsPerSecond: number;
  readonly calls: number;
  readonly waiting?: 'quota' | 'retry' | undefined;
  readonly waitingMs?: number | undefined;
  readonly isIncomplete: boolean;
  readonly isFinished: boolean;
  readonly remainingMs?: number | undefined;
}

/** How far a run is, once a second. */
export interface ProgressLine extends Line<'progress'> {
  readonly elapsedMs: number;
  readonly commits: number;
  readonly modules: readonly ModuleProgressLine[];
  readonly streams: readonly {
    readonly stream: string;
    readonly rows: number;
    readonly estimate?: number | undefined;
  }[];
}

interface WarningLine extends Line<'warning'>, WithMessage {
  readonly streams: readonly string[];
}

interface RetryLine extends Line<'retry'>, WithMessage {
  readonly endpoint: string;
  readonly attempt: number;
  readonly delayMs: number;
  readonly until: number;
}

interface IncompleteLine extends Line<'incomplete'> {
  readonly streams: readonly string[];
  readonly error: ReportedError;
}

interface RunLine extends Line<'run'>, RunReport {}

interface ErrorLine extends Line<'error'>, ReportedError {}

interface CheckLine extends Line<'check'>, WithMessage {
  readonly module: string;
  readonly subject: string;
  readonly outcome: CheckResult['outcome'];
  readonly error?: ReportedError;
}

interface CheckedLine extends Line<'checked'> {
  readonly failed: number;
}

interface AdviceLine extends Line<'advice'>, WithMessage {}

interface FindingLine extends Line<'finding'>, WithMessage {
  readonly area: Finding['area'];
  readonly subject: string;
  readonly outcome: Finding['outcome'];
}

/** As `discover` shows it. */
interface ColumnInLine extends Omit<Column, 'description'> {
  readonly description: string;
  readonly zh: { readonly description: string };
}

interface StreamLine extends Line<'stream'>, Omit<Stream, 'title' | 'description' | 'columns' | 'volatileParts'> {
  readonly title: string;
  readonly description: string;
  readonly zh: { readonly title: string; readonly description: string };
  readonly columns: readonly ColumnInLine[];
  readonly isWanted: boolean;
  readonly mode: WriteMode | null;
}

interface FreshnessLine extends Line<'freshness'>, Freshness {}

interface StatusLine extends Line<'status'> {
  readonly appId: string;
  readonly destination: string;
  readonly runs: number;
  readonly streams: number;
  readonly hasEvents: boolean;
}

interface NextLine extends Line<'next'> {
  readonly at: string;
}

interface HookLine extends Line<'hook'> {
  readonly code: number | null;
}

interface PlannedLine extends Line<'planned'>, PlannedEndpoint {}

interface PlanLine extends Line<'plan'> {
  readonly calls: number;
  readonly seconds: number;
  readonly isEstimate: boolean;
}

/** Written without parsing: numbers stand in `row` as the database wrote them, whatever their length. */
interface RowLine extends Line<'row'> {
  readonly row: Readonly<Record<string, unknown>>;
}

interface QueryLine extends Line<'query'> {
  readonly rows: number;
  readonly hasMore: boolean;
}

interface BegunLine extends Line<'begun'>, BegunRun {
  readonly isUnderWay: boolean;
}

interface ResetLine extends Line<'reset'> {
  readonly streams: readonly string[];
}

interface InitLine extends Line<'init'> {
  readonly file: string;
}

interface SandboxLine extends Line<'sandbox'>, SandboxInfo {
  readonly limits?: 'documented' | 'off' | number;
  readonly config?: string;
}

/** What was said while a script was played, and where it did not go as it says. */
interface ConversationLine extends Line<'conversation'> {
  readonly chats: readonly ChatLines[];
  readonly faults: readonly ChatFault[];
}

interface ReadyLine extends Line<'ready'> {
  readonly appId?: string;
  readonly mode: ConnectionStatus['mode'];
  readonly webhook: string | null;
  readonly status: string | null;
}

interface ConnectionLine extends Line<'connection'>, ConnectionStatus {}

interface RefusedLine extends Line<'refused'> {
  readonly appId: string;
  readonly reason: RefusalReason;
  readonly count: number;
}

interface SkippedLine extends Line<'skipped'> {
  readonly count: number;
}

interface DeadLetterLine extends Line<'dead_letter'>, Pick<ReceivedEvent, 'id' | 'type' | 'appId' | 'tenantKey'> {
  readonly error: string;
  readonly zh: { readonly error: string };
}

interface SubscriptionsLine extends Line<'subscriptions'> {
  readonly done: number;
  readonly failed: readonly string[];
}

interface BatchLine extends Line<'batch'> {
  readonly events: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly deletes: number;
  readonly lagMs: number;
}

interface TroubleLine extends Line<'trouble'>, ReportedError {}

interface TenantLine extends Line<'tenant'> {
  readonly tenantKey: string;
  readonly change: 'installed' | 'uninstalled';
}

interface ReceivedLine extends Line<'received'>, Omit<ReceivedEvent, 'effect' | 'error'> {}

interface EventsLine extends Line<'events'>, EventStatus {}

interface InboxLine extends Line<'inbox'>, InboxEvent {}

interface ListedLine extends Line<'listed'> {
  readonly appId: string;
  readonly events: number;
  readonly hasMore: boolean;
}

interface ReplayedLine extends Line<'replayed'> {
  readonly count: number;
}

interface CommandedLine extends Line<'commanded'> {
  readonly command: ConnectionCommand;
  readonly connections: number;
}

interface CompletionLine extends Line<'completion'> {
  readonly shell: string;
  readonly script: string;
}

interface AnswerLine extends Line<'answer'> {
  readonly question: string;
  readonly sql: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * One line of `--json`: `event` says which. The reference page of the command line is made from schemas that the compiler holds
 * against these types, and a test holds the output of every command against the schemas.
 */
export type JsonLine =
  | StartLine
  | ProgressLine
  | WarningLine
  | RetryLine
  | IncompleteLine
  | RunLine
  | ErrorLine
  | CheckLine
  | CheckedLine
  | AdviceLine
  | FindingLine
  | StreamLine
  | FreshnessLine
  | StatusLine
  | NextLine
  | HookLine
  | PlannedLine
  | PlanLine
  | RowLine
  | QueryLine
  | BegunLine
  | ResetLine
  | InitLine
  | SandboxLine
  | ConversationLine
  | ReadyLine
  | ConnectionLine
  | RefusedLine
  | SkippedLine
  | DeadLetterLine
  | SubscriptionsLine
  | BatchLine
  | TroubleLine
  | TenantLine
  | ReceivedLine
  | EventsLine
  | InboxLine
  | ListedLine
  | ReplayedLine
  | CommandedLine
  | CompletionLine
  | AnswerLine
  | ServiceLine
  | RemoteLine;
