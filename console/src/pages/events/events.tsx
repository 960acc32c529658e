import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { pipelineConsumer } from '../../../../src/model/service/pipeline-consumer.ts';
import { type EventFilter, useEvents, useFoundEvents, useNewEvents } from '../../data/events.ts';
import { useChangeSearch } from '../../data/search.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Table } from '../../parts/table.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { spans } from '../runs/states.ts';
import { useColumns } from './columns.tsx';
import classes from './events.module.css';
import { Filters } from './filters.tsx';
import { NoEvents } from './no-events.tsx';
import type { EventsSearch } from './route.ts';
import { eventFilters } from './states.ts';
import { SteerMenu } from './steer-menu.tsx';
import { SteerPanel } from './steer-panel.tsx';
import { texts } from './texts.ts';
import { useIsAtTop } from './use-is-at-top.ts';

const route = getRouteApi('/shell/events');

/** What the platform has pushed, the newest first. */
export function Events() {
  const said = useTexts(texts);
  const search = route.useSearch();
  const { text, plan } = search;
  const filter = filterOf(search);
  return (
    <>
      <PageHeader title={said.title} actions={<SteerMenu />}>
        {said.about}
      </PageHeader>
      <Filters />
      {plan === undefined ? null : (
        <SteerPanel key={JSON.stringify([plan, filter, text])} steer={plan} filter={filter} />
      )}
      {text === undefined ? <Listed filter={filter} /> : <Found text={text} filter={filter} />}
    </>
  );
}

function filterOf(search: EventsSearch): EventFilter {
  const { state, type, person, chat, tenant, integration, pipeline, last, since, until } = search;
  const { trigger, decision, reason } = search;
  return {
    state,
    type,
    actorId: person,
    chatId: chat,
    integrationId: integration,
    tenantKey: tenant,
    consumer: pipeline === undefined ? undefined : pipelineConsumer(pipeline),
    triggerId: trigger,
    decision,
    decisionCode: reason,
    lastMs: last && spans[last],
    since,
    until,
  };
}

const rowKey = ({ id }: { readonly id: string }): string => id;
const rowTo = ({ id }: { readonly id: string }): string => `/events/${id}`;

/** New ones come in at the top, unless somebody reads further down: then they wait behind their number. */
function Listed({ filter }: { readonly filter: EventFilter }) {
  const said = useTexts(texts);
  const { after, from } = route.useSearch();
  const isAtTop = useIsAtTop();
  const isFirst = after === undefined;
  const list = useEvents(filter, { paging: { after, from }, isLive: isFirst && isAtTop });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  // Those that nobody wants are looked for part by part, and a part may hold none.
  const nothing =
    list.next === undefined ? (
      <NothingFits title={said.nothingTitle} button={said.clear} filters={eventFilters} />
    ) : (
      <EmptyState icon="search" title={said.noneYet} action={<GoOn next={list.next} />} />
    );
  return (
    <>
      <NewOnes filter={filter} newest={isFirst && !isAtTop ? list.items[0] : undefined} />
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={rowKey}
        rowTo={rowTo}
        empty={isFiltered ? nothing : <NoEvents />}
      />
    </>
  );
}

function GoOn({ next }: { readonly next: string | undefined }) {
  const said = useTexts(texts);
  const { from = 0 } = route.useSearch();
  const change = useChangeSearch();
  return (
    <Button variant="default" onClick={() => change({ after: next, from })}>
      {said.goOn}
    </Button>
  );
}

function NewOnes({ filter, newest }: { readonly filter: EventFilter; readonly newest: NewestEvent }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { count, isAtLeast } = useNewEvents(filter, newest);
  if (count === 0) return null;
  return (
    <div className={classes.newOnes}>
      <Button size="compact-sm" onClick={() => scrollTo({ top: 0 })}>
        {said.newOnes(format.atLeast(count, isAtLeast), count)}
      </Button>
    </div>
  );
}

type NewestEvent = Parameters<typeof useNewEvents>[1];

/** What holds a text, part by part. */
function Found({ text, filter }: { readonly text: string; readonly filter: EventFilter }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { after, from } = route.useSearch();
  const list = useFoundEvents(text, filter, { after, from });
  const { looked, next, isLoading } = list;
  const nothing =
    next === undefined ? (
      <NothingFits title={said.nothingTitle} button={said.clear} filters={eventFilters} />
    ) : (
      <EmptyState icon="search" title={said.lookedNone(format.number(looked), looked)} action={<GoOn next={next} />} />
    );
  return (
    <>
      <p className={classes.looked}>{isLoading ? '…' : said.looked(format.number(looked), looked)}</p>
      <Table label={said.title} list={list} columns={useColumns()} rowKey={rowKey} rowTo={rowTo} empty={nothing} />
    </>
  );
}
