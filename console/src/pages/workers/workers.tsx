import { Drawer } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type UsedRate, useRates } from '../../data/rates.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useWorkers, type Worker } from '../../data/workers.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Marked } from '../../parts/marked.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Mark, Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { UsedRates } from '../../parts/used-rates.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { DrainDialog } from './drain-dialog.tsx';
import { Held } from './held.tsx';
import { nameOf } from './name-of.ts';
import { callsOf, ratesOf } from './rates-of.ts';
import { texts } from './texts.ts';
import { WorkerMenu } from './worker-menu.tsx';
import classes from './workers.module.css';

const route = getRouteApi('/shell/workers');

const mostRates = 20;
const takesRuns = ({ roles, state }: Worker): boolean => roles.includes('worker') && state === 'working';

/** The processes of the service: what they do, what they hold, whether they are well. */
export function Workers() {
  const said = useTexts(texts);
  const list = useWorkers();
  const rates = useRates().data;
  const [asked, setAsked] = useState<Worker>();
  const { items } = list;
  const { id: openId } = route.useSearch();
  const change = useChangeSearch();
  const open = items.find(({ id }) => id === openId);
  return (
    <>
      <PageHeader title={said.title}>{said.about}</PageHeader>
      <Notices workers={items} />
      <Table
        label={said.title}
        list={list}
        columns={useColumns(setAsked, rates)}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/workers?id=${id}`}
        openKey={openId}
        empty={
          <EmptyState icon="workers" title={said.empty}>
            <Marked text={said.emptyWhat} />
          </EmptyState>
        }
      />
      <div className={classes.rates}>
        <UsedRates rates={rates} most={mostRates} />
      </div>
      {open === undefined ? null : (
        <Drawer opened onClose={() => change({ id: undefined })} position="right" size={480} title={nameOf(open)}>
          <Held worker={open} rates={ratesOf(open.id, rates)} />
        </Drawer>
      )}
      {asked === undefined ? null : (
        <DrainDialog
          worker={asked}
          isAlone={items.filter(takesRuns).every(({ id }) => id === asked.id)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function Notices({ workers }: { readonly workers: readonly Worker[] }) {
  const said = useTexts(texts);
  const versions = new Set(workers.map(({ programVersion }) => programVersion));
  const isWithout = workers.length > 0 && !workers.some(takesRuns);
  return (
    <div className={classes.notices}>
      {isWithout ? <Notice tone="warn">{said.noWorker}</Notice> : null}
      {versions.size > 1 ? <Notice tone="info">{said.versions}</Notice> : null}
    </div>
  );
}

function useColumns(
  onDrain: (worker: Worker) => void,
  rates: readonly UsedRate[] | undefined,
): readonly Column<Worker>[] {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  return [
    {
      key: 'process',
      title: said.process,
      cell: (worker) => (
        <PlaceLink to={`/workers?id=${worker.id}`}>
          <code>{nameOf(worker)}</code>
        </PlaceLink>
      ),
    },
    { key: 'state', title: said.state, cell: (worker) => <State worker={worker} /> },
    {
      key: 'roles',
      title: said.roles,
      from: 'middle',
      cell: ({ roles }) => (
        <span className={classes.tags}>
          {roles.map((role) => (
            <Tag key={role}>{said[role]}</Tag>
          ))}
        </span>
      ),
    },
    {
      key: 'slots',
      title: said.slots,
      isNumber: true,
      cell: ({ runs, slots, roles }) =>
        roles.includes('worker') ? (
          <span title={said.slotsHint}>{`${format.number(runs)} / ${format.number(slots)}`}</span>
        ) : (
          '–'
        ),
    },
    {
      key: 'calls',
      title: said.calls,
      isNumber: true,
      from: 'middle',
      cell: ({ id, roles }) =>
        roles.includes('worker') && rates !== undefined ? (
          <span title={said.callsHint}>{format.number(callsOf(id, rates))}</span>
        ) : (
          '–'
        ),
    },
    {
      key: 'receivers',
      title: said.receivers,
      isNumber: true,
      from: 'middle',
      cell: ({ receivers, roles }) =>
        roles.includes('receiver') ? <span title={said.receiversHint}>{format.number(receivers)}</span> : '–',
    },
    { key: 'seen', title: said.seen, cell: ({ seenAt }) => <Time at={seenAt} isAge /> },
    { key: 'started', title: said.started, from: 'wide', cell: ({ startedAt }) => <Time at={startedAt} /> },
    { key: 'version', title: said.version, from: 'middle', cell: ({ programVersion }) => programVersion },
    {
      key: 'menu',
      title: words.actions,
      width: 60,
      cell: (worker) => <WorkerMenu worker={worker} onDrain={() => onDrain(worker)} />,
    },
  ];
}

function State({ worker: { state, drainingSince, unopenedKeys } }: { readonly worker: Worker }) {
  const said = useTexts(texts);
  const marks = {
    working: <Mark tone="ok" icon="ok" word={said.working} />,
    draining: <Mark tone="warn" icon="waits" word={said.draining} />,
    drained: <Mark tone="idle" icon="stopped" word={said.drained} />,
    silent: (
      <span title={said.silentHint}>
        <Mark tone="bad" icon="bad" word={said.silent} />
      </span>
    ),
  };
  return (
    <span className={classes.tags}>
      {marks[state]}
      {drainingSince === null ? null : (
        <span className={classes.small}>
          {said.drainingFor} <Time at={drainingSince} />
        </span>
      )}
      {unopenedKeys.length === 0 ? null : (
        <span title={unopenedKeys.join('\n')}>
          <Tag tone="bad">{said.keysLacking(unopenedKeys.length)}</Tag>
        </span>
      )}
    </span>
  );
}
