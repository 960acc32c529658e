import type { ReadList } from '../../data/lists.ts';
import type { CheckedPipeline } from '../../data/pipeline.ts';
import { useEndedRuns, useOpenRun } from '../../data/pipeline-runs.ts';
import { heldOf, type PipelineStream, usePipelineStreams } from '../../data/pipeline-streams.ts';
import { type Figure, Figures } from '../../parts/figures.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RunBars } from '../../parts/run-bars.tsx';
import stack from '../../parts/stack.module.css';
import { Tag } from '../../parts/state-sign.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EndsPanel } from './ends-panel.tsx';
import { HeldDeletes, Hindrances } from './hindrances.tsx';
import { OpenRunPanel } from './open-run-panel.tsx';
import classes from './pipeline.module.css';
import { StreamTable } from './stream-table.tsx';
import { texts } from './texts.ts';

/** How it stands: what needs a person first, then how new its data are, what works, its streams. */
export function StatusTab({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const { id, lastRun, openRun } = pipeline;
  const streams = usePipelineStreams(pipeline);
  const ended = useEndedRuns(id, lastRun?.id).data ?? [];
  const open = useOpenRun(openRun?.id);
  const figures = useFigures(pipeline, streams);
  return (
    <div className={stack.column}>
      <Hindrances pipeline={pipeline} />
      <HeldDeletes pipeline={pipeline} streams={heldOf(streams.items)} open={open} />
      <Figures figures={figures} />
      <div className={classes.pair}>
        {open === undefined ? null : <OpenRunPanel run={open} />}
        <EndsPanel pipeline={pipeline} />
      </div>
      {ended.length === 0 ? null : (
        <Panel title={said.countOfRuns(ended.length)}>
          <RunBars runs={ended} />
        </Panel>
      )}
      <StreamTable id={id} list={streams} />
    </div>
  );
}

function useFigures(pipeline: CheckedPipeline, streams: ReadList<PipelineStream>): readonly Figure[] {
  const audited = useAudited(streams);
  const said = useTexts(texts);
  const format = useFormat();
  const { freshness, rowsOfDay, schedule, nextRunAt } = pipeline;
  const { asOf, promisedMs, isLate, lagMs } = freshness;
  const promise = promisedMs === null ? undefined : said.promised(format.duration(promisedMs));
  const last: Figure =
    schedule.kind === 'live'
      ? { label: said.lag, value: lagMs === null ? '–' : format.duration(lagMs), note: said.lagNote }
      : { label: said.next, value: <Time at={nextRunAt} /> };
  return [
    {
      label: said.asOf,
      value: <Time at={asOf} />,
      note: asOf === null ? said.nothingYet : isLate ? said.isLate : promise,
    },
    audited,
    { label: said.ofDay, value: format.number(rowsOfDay) },
    last,
  ];
}

/** Until when all of it was read exactly: of its streams the oldest; unknown while one of them never was. */
function useAudited({ items, isLoading }: ReadList<PipelineStream>): Figure {
  const said = useTexts(texts);
  const times = items.flatMap(({ auditedAt }) => auditedAt ?? []).toSorted();
  const isWhole = items.length > 0 && times.length === items.length;
  const note = isWhole ? said.auditedNote : said.notAudited;
  return {
    label: said.auditedAt,
    value: <Time at={isWhole ? (times[0] ?? null) : null} />,
    note: items.some(({ isAuditBehind }) => isAuditBehind) ? (
      <Tag tone="warn">{said.auditIsBehind}</Tag>
    ) : isLoading || items.length === 0 ? undefined : (
      note
    ),
  };
}
