import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { changesOf, type DayOfChanges, type StreamChanges, useChangesByDay } from '../../data/changes.ts';
import type { PipelineRun } from '../../data/pipeline-runs.ts';
import { useChangeSearch } from '../../data/search.ts';
import { type Bar, Bars } from '../../parts/bars.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type Format, useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import { perChoices } from './views.ts';

const route = getRouteApi('/shell/pipelines/$id/streams/$name');

/** Runs of which the list of the last ones holds no more: then days say more. */
const manyRuns = 40;

interface ChangesPanelProps {
  readonly id: string;
  readonly name: string;
  /** The last runs that have ended, the newest first. */
  readonly ended: readonly PipelineRun[];
}

/** What its runs have found new, changed and deleted: each of the last ones, or day by day. */
export function ChangesPanel({ id, name, ended }: ChangesPanelProps) {
  const said = useTexts(texts);
  const change = useChangeSearch();
  const { per = ended.length >= manyRuns ? 'day' : 'run' } = route.useSearch();
  const runs = useMemo(() => changesOf(name, ended), [name, ended]);
  const days = useChangesByDay({ id, stream: name, lastRunId: ended[0]?.id, isAsked: per === 'day' }).data;
  const choose = (
    <SegmentedControl
      size="xs"
      aria-label={said.overTime}
      value={per}
      data={perChoices.map((value) => ({ value, label: value === 'day' ? said.perDay : said.perRun }))}
      onChange={(value) => change({ per: perChoices.find((each) => each === value) })}
    />
  );
  return (
    <Panel title={said.overTime} aside={choose}>
      {per === 'day' ? <Days days={days} /> : <Runs runs={runs} />}
    </Panel>
  );
}

function Runs({ runs }: { readonly runs: readonly StreamChanges[] }) {
  const said = useTexts(texts);
  const format = useFormat();
  if (runs.length === 0) return said.noRuns;
  const sums = sumsOf(runs, format);
  const bars = runs.map((run) => barOf(run.runId, run, said.bar(format.dateTime(run.at), ...wordsOf(run, format))));
  return <Changes label={said.sums(format.number(runs.length), ...sums)} sums={sums} bars={bars} />;
}

function Days({ days }: { readonly days: readonly DayOfChanges[] | undefined }) {
  const said = useTexts(texts);
  const format = useFormat();
  if (days === undefined) return '…';
  if (days.length === 0) return said.noRunsOfDays;
  const sums = sumsOf(days, format);
  const bars = days.map((one) =>
    barOf(one.day, one, said.dayBar(one.day, format.number(one.runs), ...wordsOf(one, format))),
  );
  return <Changes label={said.daySums(format.number(days.length), ...sums)} sums={sums} bars={bars} />;
}

type Counts = Pick<DayOfChanges, 'inserted' | 'updated' | 'deleted'>;
type Words = readonly [inserted: string, updated: string, deleted: string];

function wordsOf({ inserted, updated, deleted }: Counts, { number }: Format): Words {
  return [number(inserted), number(updated), number(deleted)];
}

function sumsOf(all: readonly Counts[], format: Format): Words {
  const sum = (name: keyof Counts): number => all.reduce((total, one) => total + one[name], 0);
  return wordsOf({ inserted: sum('inserted'), updated: sum('updated'), deleted: sum('deleted') }, format);
}

const barOf = (key: string, { inserted, updated, deleted }: Counts, title: string): Bar => ({
  key,
  title,
  parts: [
    { tone: 'deleted', value: deleted },
    { tone: 'changed', value: updated },
    { tone: 'new', value: inserted },
  ],
});

interface ChangesProps {
  readonly label: string;
  readonly sums: Words;
  /** The newest first. */
  readonly bars: readonly Bar[];
}

function Changes({ label, sums: [inserted, updated, deleted], bars }: ChangesProps) {
  const said = useTexts(texts);
  return (
    <Bars
      label={label}
      bars={bars.toReversed()}
      legend={[
        { tone: 'new', name: `${said.new} ${inserted}` },
        { tone: 'changed', name: `${said.changed} ${updated}` },
        { tone: 'deleted', name: `${said.deleted} ${deleted}` },
      ]}
    />
  );
}
