import { getRouteApi } from '@tanstack/react-router';
import { alertKinds } from '../../../../src/model/service/alert.ts';
import { type Alert, useAlerts } from '../../data/alerts.ts';
import { useChangeSearch } from '../../data/search.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Mark } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { AlertMenu, TakeInHand } from './alert-acts.tsx';
import classes from './alerts.module.css';
import { kindCures, kindTitles } from './kinds.ts';
import { placeOf } from './place-of.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/alerts');

/** Alerts that are open, or those that are over. */
export function AlertList({ isOpen }: { readonly isOpen: boolean }) {
  const said = useTexts(texts);
  const titles = useTexts(kindTitles);
  const { kind, after, from } = route.useSearch();
  const list = useAlerts({ isOpen, kind }, { after, from });
  const change = useChangeSearch();
  return (
    <>
      <FilterBar>
        <ChoiceFilter
          label={said.kind}
          value={kind}
          choices={alertKinds.map((value) => ({ value, label: titles[value] }))}
          onChange={(chosen) => change({ kind: chosen })}
        />
      </FilterBar>
      <Table
        label={isOpen ? said.open : said.past}
        list={list}
        columns={useColumns(isOpen)}
        rowKey={({ id }) => id}
        rowTo={(alert) => placeOf(alert) ?? '/alerts'}
        empty={
          kind === undefined ? (
            <NoAlert isOpen={isOpen} />
          ) : (
            <NothingFits title={said.nothingTitle} button={said.clear} filters={['kind']} />
          )
        }
      />
    </>
  );
}

function NoAlert({ isOpen }: { readonly isOpen: boolean }) {
  const said = useTexts(texts);
  return (
    <EmptyState
      icon="alerts"
      title={isOpen ? said.noneOpen : said.nonePast}
      action={<PlaceLink to="/alerts?tab=channels">{said.toChannels}</PlaceLink>}
    >
      {said.noneAbout}
    </EmptyState>
  );
}

function useColumns(isOpen: boolean): readonly Column<Alert>[] {
  const said = useTexts(texts);
  return [
    { key: 'alert', title: said.alert, cell: (alert) => <Told alert={alert} /> },
    { key: 'opened', title: said.since, width: 120, cell: ({ openedAt }) => <Time at={openedAt} /> },
    isOpen
      ? { key: 'hand', title: said.inHand, width: 160, cell: (alert) => <InHand alert={alert} /> }
      : { key: 'over', title: said.recovered, width: 120, cell: ({ recoveredAt }) => <Time at={recoveredAt} /> },
    { key: 'acts', title: '', width: 48, cell: (alert) => (isOpen ? <AlertMenu alert={alert} /> : null) },
  ];
}

/** What has happened, what to do, and where. */
function Told({ alert }: { readonly alert: Alert }) {
  const said = useTexts(texts);
  const titles = useTexts(kindTitles);
  const cures = useTexts(kindCures);
  const language = useLanguage();
  const format = useFormat();
  const { kind, message, recoveredAt, silencedUntil } = alert;
  const isOver = recoveredAt !== null;
  const place = placeOf(alert);
  const title = place === undefined ? titles[kind] : <PlaceLink to={place}>{titles[kind]}</PlaceLink>;
  const isQuiet = silencedUntil !== null && Date.parse(silencedUntil) > Date.now();
  return (
    <div className={classes.told}>
      <strong>
        <Mark tone={isOver ? 'ok' : 'warn'} icon={isOver ? 'ok' : 'warn'} word={title} />
      </strong>
      <div>{message[language]}</div>
      {isOver ? null : <div className={classes.cure}>{cures[kind]}</div>}
      {isQuiet ? <div className={classes.cure}>{said.quietUntil(format.dateTime(silencedUntil))}</div> : null}
    </div>
  );
}

function InHand({ alert }: { readonly alert: Alert }) {
  const { acknowledged } = alert;
  if (acknowledged === null) return <TakeInHand alert={alert} />;
  return (
    <span className={classes.hand}>
      {acknowledged.by}
      <Time at={acknowledged.at} />
    </span>
  );
}
