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

interface RemoteListedLine extends Line<'remote_listed'> {
  readonly things: 'pipelines' | 'streams' | 'runs' | 'lines' | 'events';
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
  readonly kind: 'integration' | 'destination' | 'pipeline' | 'channel';
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

/** What the commands write that ask a service elsewhere. */
export type RemoteLine =
  | RemotePipelineLine
  | RemoteStreamLine
  | PipelinesTogetherLine
  | RemoteRunLine
  | RemoteLogLine
  | RemoteEventLine
  | RemoteTraceLine
  | DiscardedLine
  | RemoteListedLine
  | ExportedFileLine
  | LeftFileLine
  | ExportedLine
  | PlannedThingLine
  | AppliedLine;
