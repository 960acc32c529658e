import { Button, Menu } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { type Trigger, usePauseTrigger, useShadowTrigger, useTriggers } from '../../data/triggers.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { HandlerLink, IntegrationLink } from '../../parts/thing-names.tsx';
import { TriggerSign } from '../../parts/trigger-sign.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { IntegrationFilter } from '../runs/thing-filter.tsx';
import { MoveButtons } from './move-buttons.tsx';
import { NewTriggerForm } from './new-trigger.tsx';
import { states } from './states.ts';
import { texts } from './texts.ts';
import classes from './triggers.module.css';

/** What the address may narrow the list by. */
const filters = ['search', 'state', 'integration'];

const route = getRouteApi('/shell/triggers');

/** Which messages and events are answered, in the order in which they are tried. */
export function Triggers() {
  const said = useTexts(texts);
  const { search, state, integration, create, after, from } = route.useSearch();
  const list = useTriggers({ search, state, integrationId: integration }, { after, from });
  const change = useChangeSearch();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  const mayChange = useMay('change-triggers');
  const isFiltered = search !== undefined || state !== undefined || integration !== undefined;
  return (
    <>
      <PageHeader title={said.title} actions={<CreateButton />}>
        {said.about}
      </PageHeader>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={changeText} />
        <IntegrationFilter id={integration} onChange={(chosen) => change({ integration: chosen })} />
        <ChoiceFilter
          label={said.state}
          value={state}
          choices={states.map((value) => ({ value, label: said[value] }))}
          onChange={(chosen) => change({ state: chosen })}
        />
      </FilterBar>
      <Table
        label={said.title}
        list={list}
        columns={useColumns(list.items)}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/triggers/${id}`}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
      {create === 'yes' && mayChange ? (
        <NewTriggerForm integrationId={integration} onClose={() => change({ create: undefined })} />
      ) : null}
    </>
  );
}

function CreateButton() {
  const said = useTexts(texts);
  const mayChange = useMay('change-triggers');
  const change = useChangeSearch();
  return mayChange ? <Button onClick={() => change({ create: 'yes' })}>{said.create}</Button> : null;
}

function useColumns(shown: readonly Trigger[]): readonly Column<Trigger>[] {
  const said = useTexts(texts);
  const words = useTexts(common);
  const mayChange = useMay('change-triggers');
  const mayPause = useMay('pause');
  const isLast = (trigger: Trigger): boolean =>
    !shown.some((other) => other.integrationId === trigger.integrationId && other.position > trigger.position);
  return [
    {
      key: 'order',
      title: said.order,
      width: 96,
      cell: (trigger) => (
        <span className={classes.order}>
          {trigger.position + 1}
          {mayChange ? <MoveButtons trigger={trigger} isLast={isLast(trigger)} /> : null}
        </span>
      ),
    },
    { key: 'name', title: said.name, cell: ({ id, name }) => <PlaceLink to={`/triggers/${id}`}>{name}</PlaceLink> },
    { key: 'state', title: said.state, cell: (trigger) => <TriggerSign trigger={trigger} /> },
    {
      key: 'integration',
      title: said.integration,
      from: 'middle',
      cell: ({ integrationId }) => <IntegrationLink id={integrationId} />,
    },
    {
      key: 'handler',
      title: said.handler,
      from: 'middle',
      cell: ({ draft }) => <HandlerLink id={String(draft.handlerId ?? '')} />,
    },
    ...(mayChange || mayPause
      ? [
          {
            key: 'acts',
            title: words.actions,
            width: 72,
            cell: (trigger: Trigger) => (
              <RowMenu name={trigger.name}>
                <Acts trigger={trigger} />
              </RowMenu>
            ),
          },
        ]
      : []),
  ];
}

function Acts({ trigger }: { readonly trigger: Trigger }) {
  const said = useTexts(texts);
  const mayChange = useMay('change-triggers');
  const mayPause = useMay('pause');
  const pausing = usePauseTrigger();
  const shadowing = useShadowTrigger();
  const { id, name, version, state, isShadow } = trigger;
  const pause = (to: 'pause' | 'resume'): void =>
    void tellHow(pausing.mutateAsync({ id, to }), to === 'pause' ? said.pausedDone(name) : said.resumedDone(name));
  const shadow = (): void =>
    void tellHow(
      shadowing.mutateAsync({ id, version, isShadow: !isShadow }),
      isShadow ? said.shadowOffDone(name) : said.shadowOnDone(name),
    );
  return (
    <>
      {mayPause && state === 'published' ? <Menu.Item onClick={() => pause('pause')}>{said.pause}</Menu.Item> : null}
      {mayPause && state === 'paused' ? <Menu.Item onClick={() => pause('resume')}>{said.resume}</Menu.Item> : null}
      {mayChange ? <Menu.Item onClick={shadow}>{isShadow ? said.shadowOff : said.shadowOn}</Menu.Item> : null}
    </>
  );
}

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState icon="triggers" title={said.emptyTitle} action={<CreateButton />}>
      {said.empty}
    </EmptyState>
  );
}
