import { getRouteApi } from '@tanstack/react-router';
import { type AuditLine, useAudit, useAuditLine } from '../../data/audit.ts';
import { useChangeSearch } from '../../data/search.ts';
import { Details } from '../../parts/details.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { actionIn } from './action-texts.ts';
import classes from './audit.module.css';
import { AuditFilters } from './audit-filters.tsx';
import { LineDrawer } from './line-drawer.tsx';
import { spans } from './spans.ts';
import { texts } from './texts.ts';
import { ThingName } from './thing.tsx';

/** What the address may narrow the list by. */
const filters = ['actor', 'object', 'action', 'last'];

const route = getRouteApi('/shell/audit');

/** Who did what when. */
export function Audit() {
  const said = useTexts(texts);
  const { actor, object, action, last, id, after, from } = route.useSearch();
  const change = useChangeSearch();
  const filter = { actorId: actor, objectId: object, action, lastMs: last && spans[last] };
  const list = useAudit(filter, { after, from });
  const isFiltered = [actor, object, action, last].some((value) => value !== undefined);
  const listed = list.items.find((line) => line.id === id);
  // New lines move it out of the part that is shown.
  const elsewhere = useAuditLine(id, listed === undefined);
  const open = listed ?? elsewhere;
  return (
    <>
      <PageHeader title={said.title}>{said.about}</PageHeader>
      <AuditFilters asked={{ actor, object, action, last }} />
      <Table
        label={said.title}
        list={list}
        columns={useColumns()}
        rowKey={(line) => line.id}
        rowTo={(line) => placeOf({ actor, object, action, last, after, from, id: line.id })}
        openKey={id}
        empty={
          isFiltered ? (
            <NothingFits title={said.nothing} button={said.clear} filters={filters} />
          ) : (
            <EmptyState icon="audit" title={said.none} />
          )
        }
      />
      {open === undefined ? null : <LineDrawer line={open} onClose={() => change({ id: undefined, after, from })} />}
    </>
  );
}

/** The same list with a line open. */
function placeOf(search: Readonly<Record<string, string | number | undefined>>): string {
  const said = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `/audit?${new URLSearchParams(said)}`;
}

function useColumns(): readonly Column<AuditLine>[] {
  const said = useTexts(texts);
  const language = useLanguage();
  return [
    { key: 'when', title: said.when, width: 140, cell: ({ at }) => <Time at={at} /> },
    {
      key: 'who',
      title: said.who,
      cell: ({ actor }) => (
        <span className={classes.tags}>
          {actor.name}
          {actor.kind === 'account' ? null : <Tag>{said[actor.kind]}</Tag>}
        </span>
      ),
    },
    {
      key: 'what',
      title: said.what,
      cell: ({ action }) => (
        <span title={action} className={classes.thing}>
          {actionIn(language, action)}
        </span>
      ),
    },
    {
      key: 'thing',
      title: said.thing,
      from: 'middle',
      cell: ({ object, names }) => <ThingName thing={object} names={names} />,
    },
    {
      key: 'detail',
      title: said.detail,
      from: 'middle',
      cell: ({ detail, names }) => <Details detail={detail} names={names} isShort />,
    },
  ];
}
