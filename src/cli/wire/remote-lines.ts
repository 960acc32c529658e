import type { Line } from './line.ts';

type Answer = Readonly<Record<string, unknown>>;

interface RemotePipelineLine extends Line<'remote_pipeline'> {
  readonly pipeline: Answer;
}

/** A stream of a pipeline. */
interface RemoteStreamLine extends Line<'remote_stream'> {
  readonly stream: Answer;
}

interface RemoteRunLine extends Line<'remote_run'> {
  readonly run: Answer;
}

interface RemoteLogLine extends Line<'remote_line'> {
  readonly line: Answer;
}

interface RemoteEventLine extends Line<'remote_event'> {
  readonly received: Answer;
}

interface RemoteTraceLine extends Line<'remote_trace'> {
  readonly trace: Answer;
  readonly payload: Answer | null;
}

interface DiscardedLine extends Line<'discarded'> {
  readonly count: number;
}

/** What was done to all pipelines together; those that are refused stay as they are. */
interface PipelinesTogetherLine extends Line<'pipelines_together'> {
  readonly act: 'pause' | 'resume';
  readonly changed: number;
  readonly refused: number;
}

/** The end of a list. */
export interface RemoteListedLine extends Line<'remote_listed'> {
  readonly things:
    | 'pipelines'
    | 'streams'
    | 'runs'
    | 'lines'
    | 'events'
    | 'triggers'
    | 'versions'
    | 'settings'
    | 'decisions'
    | 'handlers'
    | 'sessions'
    | 'messages'
    | 'turns';
  readonly shown: number;
  readonly total: number;
  readonly totalIsAtLeast: boolean;
}

interface ExportedFileLine extends Line<'exported_file'> {
  readonly file: string;
}

/** A file that says what the service does not have. */
interface LeftFileLine extends Line<'left_file'> {
  readonly file: string;
}

interface ExportedLine extends Line<'exported'> {
  readonly files: number;
  readonly written: number;
}

interface PlannedThingLine extends Line<'planned_thing'> {
  readonly kind: 'integration' | 'destination' | 'pipeline' | 'handler' | 'trigger' | 'channel';
  readonly name: string;
  readonly action: 'create' | 'change' | 'nothing' | 'keep' | 'delete';
  readonly changes: readonly string[];
  readonly values: readonly Answer[];
}

interface AppliedLine extends Line<'applied'> {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly deleted: number;
  readonly kept: number;
  readonly isDryRun: boolean;
}

interface RemoteTriggerLine extends Line<'remote_trigger'> {
  readonly trigger: Answer;
}

interface RemoteVersionLine extends Line<'remote_version'> {
  readonly version: Answer;
}

/** A setting in which two versions differ. */
interface RemoteSettingLine extends Line<'remote_setting'> {
  readonly setting: Answer;
}

/** What a dry run would decide. */
interface RemoteDryDecisionLine extends Line<'remote_dry_decision'> {
  readonly decision: Answer;
}

interface ListeningLine extends Line<'listening'> {
  readonly trigger: string;
}

/** A turn that was forwarded, when it is over. Without a status nobody has answered, or nobody waited for it any more. */
interface ForwardedTurnLine extends Line<'forwarded_turn'> {
  readonly at: string;
  readonly turn: string;
  readonly type: string;
  readonly status: number | null;
  readonly ms: number;
  readonly error: string | null;
}

interface RemoteHandlerLine extends Line<'remote_handler'> {
  readonly handler: Answer;
}

/** The key of a handler's signatures, which is told once; null where it was put into a file. */
interface RemoteSigningKeyLine extends Line<'remote_signing_key'> {
  readonly handler: string;
  readonly file: string | null;
  readonly signingKey: string | null;
}

interface RemoteDeletedLine extends Line<'remote_deleted'> {
  readonly kind: 'trigger' | 'handler';
  readonly id: string;
}

/** What a test has found. */
interface RemoteReportLine extends Line<'remote_report'> {
  readonly report: Answer;
}

interface RemoteSessionLine extends Line<'remote_session'> {
  readonly session: Answer;
}

interface RemoteMessageLine extends Line<'remote_message'> {
  readonly said: Answer;
}

interface RemoteErasedLine extends Line<'remote_erased'> {
  readonly session: string;
}

/** What a service keeps of a company. */
interface RemoteTenantLine extends Line<'remote_tenant'> {
  readonly tenant: Answer;
}

interface RemoteForgottenLine extends Line<'remote_forgotten'> {
  readonly forgotten: Answer;
}

interface RemoteTurnLine extends Line<'remote_turn'> {
  readonly turn: Answer;
}

interface RemoteReplyLine extends Line<'remote_reply'> {
  readonly reply: Answer;
}

interface TurnsReplayedLine extends Line<'turns_replayed'> {
  readonly count: number;
}

interface TurnsDiscardedLine extends Line<'turns_discarded'> {
  readonly count: number;
}

/** Why an event was answered, or not. */
interface RemoteWhyLine extends Line<'remote_why'> {
  readonly id: string;
  readonly decisions: readonly Answer[];
}

/** What the commands write that ask a service elsewhere. */
export type RemoteLine =
  | RemotePipelineLine
  | RemoteTriggerLine
  | RemoteVersionLine
  | RemoteSettingLine
  | RemoteDryDecisionLine
  | RemoteHandlerLine
  | RemoteSigningKeyLine
  | RemoteDeletedLine
  | RemoteReportLine
  | RemoteSessionLine
  | RemoteMessageLine
  | RemoteErasedLine
  | RemoteTenantLine
  | RemoteForgottenLine
  | RemoteTurnLine
  | RemoteReplyLine
  | TurnsReplayedLine
  | TurnsDiscardedLine
  | RemoteWhyLine
  | RemoteStreamLine
  | PipelinesTogetherLine
  | RemoteRunLine
  | RemoteLogLine
  | RemoteEventLine
  | RemoteTraceLine
  | DiscardedLine
  | RemoteListedLine
  | ListeningLine
  | ForwardedTurnLine
  | ExportedFileLine
  | LeftFileLine
  | ExportedLine
  | PlannedThingLine
  | AppliedLine;
