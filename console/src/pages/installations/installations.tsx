import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type Installation, installationStates, useInstallations } from '../../data/installations.ts';
import { type Integration, useIntegrations } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Apps } from './apps.tsx';
import { ClaimLink } from './claim-link.tsx';
import { History } from './history.tsx';
import { InstallationSign } from './installation-sign.tsx';
import classes from './installations.module.css';
import { stateTexts, texts } from './texts.ts';

/** What the address may narrow the list by. */
const filters = ['integrationId', 'state'];

const route = getRouteApi('/shell/installations');

/** Companies that have installed an app of the store, and the links by which they get their pipelines. */
export function Installations() {
  const said = useTexts(texts);
  const states = useTexts(stateTexts);
  const { integrationId, state, history, after, from } = route.useSearch();
  const list = useInstallations({ integrationId, state }, { after, from });
  const apps = useIntegrations().items.filter(({ kind }) => kind === 'store_app');
  const change = useChangeSearch();
  const [linked, setLinked] = useState<Installation>();
  // Which part of the list is shown stays as it is.
  const showHistory = (id: string | undefined): void => change({ history: id, after, from });
  const isFiltered = integrationId !== undefined || state !== undefined;
  return (
    <>
      <PageHeader title={said.title}>{said.about}</PageHeader>
      <FilterBar>
        <ChoiceFilter
          label={said.state}
          value={state}
          choices={installationStates.map((value) => ({ value, label: states[value] }))}
          onChange={(chosen) => change({ state: chosen })}
        />
        {apps.length > 1 || integrationId !== undefined ? (
          <ChoiceFilter
            label={said.integration}
            value={integrationId}
            choices={apps.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen) => change({ integrationId: chosen })}
          />
        ) : null}
      </FilterBar>
      <Apps apps={apps.filter(({ id }) => integrationId === undefined || id === integrationId)} />
      <Table
        label={said.title}
        list={list}
        columns={useColumns(apps, { onLink: setLinked, onHistory: ({ id }) => showHistory(id) })}
        rowKey={({ id }) => id}
        openKey={history}
        empty={
          isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <NoneYet />
        }
      />
      {linked === undefined ? null : <ClaimLink installation={linked} onClose={() => setLinked(undefined)} />}
      {history === undefined ? null : <History id={history} onClose={() => showHistory(undefined)} />}
    </>
  );
}

interface Acts {
  readonly onLink: (installation: Installation) => void;
  readonly onHistory: (installation: Installation) => void;
}

function useColumns(apps: readonly Integration[], { onLink, onHistory }: Acts): readonly Column<Installation>[] {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const nameOf = (id: string): string => apps.find((app) => app.id === id)?.name ?? id;
  return [
    { key: 'tenant', title: said.company, cell: ({ tenantName, tenantKey }) => tenantName ?? <code>{tenantKey}</code> },
    {
      key: 'integration',
      title: said.integration,
      from: 'middle',
      cell: ({ integrationId }) => <PlaceLink to={`/integrations/${integrationId}`}>{nameOf(integrationId)}</PlaceLink>,
    },
    { key: 'state', title: said.state, cell: ({ state }) => <InstallationSign state={state} /> },
    { key: 'pipeline', title: said.pipeline, cell: (installation) => <PipelineOf installation={installation} /> },
    {
      key: 'link',
      title: said.linkUntil,
      from: 'middle',
      cell: ({ claimLinkExpiresAt }) => <Time at={claimLinkExpiresAt} />,
    },
    { key: 'since', title: said.since, from: 'middle', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'acts',
      title: '',
      isNumber: true,
      cell: (installation) => (
        <span className={classes.acts}>
          {mayChange && installation.state === 'installed' ? (
            <Button size="compact-sm" variant="default" onClick={() => onLink(installation)}>
              {said.makeLink}
            </Button>
          ) : null}
          <Button size="compact-sm" variant="default" onClick={() => onHistory(installation)}>
            {said.history}
          </Button>
        </span>
      ),
    },
  ];
}

function PipelineOf({ installation }: { readonly installation: Installation }) {
  const said = useTexts(texts);
  const { pipelineId } = installation;
  return pipelineId === null ? '–' : <PlaceLink to={`/pipelines/${pipelineId}`}>{said.openPipeline}</PlaceLink>;
}

function NoneYet() {
  const said = useTexts(texts);
  return (
    <EmptyState
      icon="installations"
      title={said.emptyTitle}
      action={<PlaceButton to="/catalogue">{said.connect}</PlaceButton>}
    >
      {said.empty}
    </EmptyState>
  );
}
