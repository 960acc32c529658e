import type { CheckedPipeline } from './pipeline.ts';
import type { OpenRun, PipelineRun } from './pipeline-runs.ts';
import { isSettings, type Settings, settingsAt } from './setting-fields.ts';

/** How a stream went in a run that has ended. */
export interface StreamRun {
  readonly runId: string;
  readonly at: string;
  readonly isLive: boolean;
  readonly outcome: 'complete' | 'partial' | 'not_read';
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Undefined: the run did not find out. */
  readonly isHeld: boolean | undefined;
}

/** A stream of a pipeline, as its runs tell of it. */
export interface StreamStanding {
  readonly name: string;
  readonly module: string;
  /** The newest first. */
  readonly runs: readonly StreamRun[];
  /** Rows that the open run has read so far; undefined: there is none, or not of this stream. */
  readonly rowsNow: number | undefined;
  /** When its rows last changed at the destination, as far as the kept runs tell. */
  readonly changedAt: string | null;
  /** All of it was read then. */
  readonly auditedAt: string | null;
  /** Too much was missing to be believed. */
  readonly isHeld: boolean;
}

/** Of a scan that found too much missing. */
const heldCode = 'source.scan.suspicious';
const outcomes = ['complete', 'partial', 'not_read'] as const;

const count = (of: Settings, name: string): number => {
  const value = of[name];
  return typeof value === 'number' ? value : 0;
};
const list = (of: unknown): readonly Settings[] => (Array.isArray(of) ? of.filter(isSettings) : []);

/** What a run says of its streams, by name. */
function streamsOf({
  id,
  finishedAt,
  report,
  progress,
}: PipelineRun): readonly (StreamRun & Pick<StreamStanding, 'name' | 'module'>)[] {
  return list(report?.streams).map((stream) => ({
    name: String(stream.stream),
    module: String(stream.module),
    runId: id,
    at: finishedAt ?? '',
    isLive: report?.isLive === true,
    outcome: outcomes.find((each) => each === stream.outcome) ?? 'not_read',
    read: count(stream, 'rowsRead'),
    inserted: count(stream, 'rowsInserted'),
    updated: count(stream, 'rowsUpdated'),
    deleted: count(stream, 'rowsDeleted'),
    // A live run that ends for another one has it in its progress only; before a read has ended, nobody knows.
    isHeld:
      progress?.heldDeletes?.includes(String(stream.stream)) ??
      (report?.isLive === true ? undefined : list(stream.errors).some(({ code }) => code === heldCode)),
  }));
}

/** Streams by module and name, of the open run and of those that have ended, the newest first. */
export function standingsOf(
  { modules }: Pick<CheckedPipeline, 'modules'>,
  ended: readonly PipelineRun[],
  open: OpenRun | undefined,
): readonly StreamStanding[] {
  const told = ended.flatMap(streamsOf);
  const now = open?.progress?.streams ?? {};
  const names = new Set([...Object.keys(now), ...told.map(({ name }) => name)]);
  const moduleOf = (name: string): string =>
    told.find((one) => one.name === name)?.module ?? Object.keys(modules).find((one) => name.startsWith(one)) ?? '';
  const standings = [...names].map((name) => {
    const runs = told.filter((one) => one.name === name);
    return standingOf({ name, module: moduleOf(name), runs }, open);
  });
  return standings.sort((one, other) => one.module.localeCompare(other.module) || one.name.localeCompare(other.name));
}

function standingOf(
  { name, module, runs }: Pick<StreamStanding, 'name' | 'module' | 'runs'>,
  open: OpenRun | undefined,
): StreamStanding {
  const progress = open?.progress ?? undefined;
  const now = settingsAt(progress?.streams, name);
  const audit = runs.find(({ isLive, outcome }) => !isLive && outcome === 'complete');
  // What an open run has read to its end was as the platform had it when the run began, or newer.
  const isReadNow = now.done === true;
  return {
    name,
    module,
    runs,
    rowsNow: typeof now.rows === 'number' ? now.rows : undefined,
    changedAt: runs.find(({ inserted, updated, deleted }) => inserted + updated + deleted > 0)?.at ?? null,
    auditedAt: isReadNow ? (open?.startedAt ?? null) : (audit?.at ?? null),
    isHeld: progress?.heldDeletes?.includes(name) ?? runs.find((run) => run.isHeld !== undefined)?.isHeld ?? false,
  };
}

/** The names of those whose deletes are held. */
export const heldOf = (streams: readonly StreamStanding[]): readonly string[] =>
  streams.filter(({ isHeld }) => isHeld).map(({ name }) => name);
