import { type ComingRuns, useComingRuns } from '../../data/schedules.ts';
import { type Bar, Bars } from '../../parts/bars.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { ScheduleText } from '../../parts/schedule-text.tsx';
import stack from '../../parts/stack.module.css';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { collisionsOf } from './collisions.ts';
import classes from './schedules.module.css';
import { texts } from './texts.ts';

type ComingItem = ComingRuns['items'][number];

/** What begins by itself within a day, and what begins together. */
export function Schedules() {
  const said = useTexts(texts);
  const { data, error, isPending, refetch } = useComingRuns();
  const items = data?.items ?? [];
  const list = {
    items,
    total: data?.items.length,
    next: undefined,
    paging: {},
    isLoading: isPending,
    isOld: false,
    error,
    readAgain: () => void refetch(),
  };
  return (
    <>
      <PageHeader title={said.title}>{said.about}</PageHeader>
      <div className={stack.column}>
        {data === undefined || error === null ? null : <ErrorNotice error={error} />}
        {data?.isCut === true ? <Notice tone="info">{said.isCut}</Notice> : null}
        {data === undefined || items.length === 0 ? null : (
          <div className={classes.pair}>
            <HoursPanel coming={data} />
            <CollisionsPanel coming={data} />
          </div>
        )}
        <Table
          label={said.title}
          list={list}
          columns={useColumns()}
          rowKey={({ pipelineId }) => pipelineId}
          rowTo={({ pipelineId }) => `/pipelines/${pipelineId}?tab=settings`}
          empty={
            <EmptyState icon="schedules" title={said.emptyTitle}>
              {said.empty}
            </EmptyState>
          }
        />
      </div>
    </>
  );
}

function useColumns(): readonly Column<ComingItem>[] {
  const said = useTexts(texts);
  const format = useFormat();
  return [
    {
      key: 'name',
      title: said.pipeline,
      cell: ({ pipelineId, name }) => <PlaceLink to={`/pipelines/${pipelineId}`}>{name}</PlaceLink>,
    },
    { key: 'schedule', title: said.schedule, cell: ({ schedule }) => <ScheduleText schedule={schedule} /> },
    { key: 'next', title: said.next, cell: ({ times }) => <Time at={times[0] ?? null} /> },
    {
      key: 'count',
      title: said.count,
      isNumber: true,
      from: 'middle',
      cell: ({ times, isCut }) => {
        const count = format.number(times.length);
        return isCut ? said.atLeast(count) : count;
      },
    },
  ];
}

const hourMs = 3_600_000;

function HoursPanel({ coming }: { readonly coming: ComingRuns }) {
  const said = useTexts(texts);
  const format = useFormat();
  const from = Date.parse(coming.from);
  const hours = Math.ceil((Date.parse(coming.to) - from) / hourMs);
  const counts: number[] = Array.from({ length: hours }, () => 0);
  const all = coming.items.flatMap(({ times }) => times);
  for (const at of all) {
    const hour = Math.floor((Date.parse(at) - from) / hourMs);
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  const timeOf = (hour: number): string => format.time(from + hour * hourMs, from);
  const bars = counts.map(
    (count, hour): Bar => ({
      key: String(hour),
      title: said.hour(timeOf(hour), count),
      parts: [{ tone: 'new', value: count }],
    }),
  );
  const most = Math.max(...counts);
  const label = said.chart(all.length, timeOf(counts.indexOf(most)), most);
  return (
    <Panel title={said.runsOfHour}>
      <Bars label={label} bars={bars} legend={[{ tone: 'new', name: label }]} />
    </Panel>
  );
}

const mostShown = 10;

function CollisionsPanel({ coming }: { readonly coming: ComingRuns }) {
  const said = useTexts(texts);
  const collisions = collisionsOf(coming);
  return (
    <Panel title={said.collisions}>
      {collisions.length === 0 ? (
        said.noCollisions
      ) : (
        <>
          <p className={classes.about}>{said.collisionsAbout}</p>
          <ul className={classes.list}>
            {collisions.slice(0, mostShown).map(({ at, pipelines }) => (
              <li key={`${at} ${pipelines[0]?.id}`}>
                <Time at={at} />
                {pipelines.map(({ id, name }) => (
                  <PlaceLink key={id} to={`/pipelines/${id}?tab=settings`}>
                    {name}
                  </PlaceLink>
                ))}
              </li>
            ))}
          </ul>
          {collisions.length > mostShown ? said.more(collisions.length - mostShown) : null}
        </>
      )}
    </Panel>
  );
}
