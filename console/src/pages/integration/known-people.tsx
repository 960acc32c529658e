import { getRouteApi } from '@tanstack/react-router';
import { type KnownPerson, useKnownPeople } from '../../data/people.ts';
import { useChangeSearch } from '../../data/search.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Mark } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { peopleTexts } from './people-texts.ts';

const route = getRouteApi('/shell/integrations/$id');

/** Who has written to the bot, the latest first. */
export function KnownPeople({ id }: { readonly id: string }) {
  const said = useTexts(peopleTexts);
  const { search, blocked, person, after, from } = route.useSearch();
  const change = useChangeSearch();
  const isBlocked = blocked === undefined ? undefined : blocked === 'yes';
  const list = useKnownPeople(id, { search, isBlocked }, { after, from });
  const none =
    search === undefined && blocked === undefined ? (
      <EmptyState icon="people" title={said.noneTitle}>
        {said.none}
      </EmptyState>
    ) : (
      <NothingFits title={said.noneFits} button={said.clear} filters={['search', 'blocked']} />
    );
  const place = (openId: string): string => {
    const given = { tab: 'users', people: 'known', search, blocked, after, from: from?.toString(), person: openId };
    const known = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return `/integrations/${id}?${new URLSearchParams(known).toString()}`;
  };
  return (
    <>
      <p className={classes.crumbs}>{said.about}</p>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={(typed) => change({ search: typed })} />
        <ChoiceFilter
          label={said.heard}
          value={blocked}
          choices={(['yes', 'no'] as const).map((value) => ({ value, label: said[value] }))}
          onChange={(chosen) => change({ blocked: chosen })}
        />
      </FilterBar>
      <Table
        label={said.known}
        list={list}
        columns={useColumns(place)}
        rowKey={({ openId }) => openId}
        rowTo={({ openId }) => place(openId)}
        openKey={person}
        empty={none}
      />
    </>
  );
}

function useColumns(place: (openId: string) => string): readonly Column<KnownPerson>[] {
  const said = useTexts(peopleTexts);
  return [
    {
      key: 'name',
      title: said.name,
      cell: ({ openId, name }) => <PlaceLink to={place(openId)}>{name ?? said.nameless}</PlaceLink>,
    },
    { key: 'id', title: said.openId, from: 'wide', cell: ({ openId }) => <code>{openId}</code> },
    { key: 'state', title: said.state, cell: ({ isBlocked }) => <HeardSign isBlocked={isBlocked} /> },
    {
      key: 'handler',
      title: said.handlerUserId,
      from: 'middle',
      cell: ({ handlerUserId }) => (handlerUserId === null ? '–' : <code>{handlerUserId}</code>),
    },
    {
      key: 'language',
      title: said.language,
      from: 'middle',
      cell: ({ language }) => said[languageWords[language ?? 'own']],
    },
    { key: 'first', title: said.firstSeen, from: 'middle', cell: ({ firstSeenAt }) => <Time at={firstSeenAt} /> },
    { key: 'last', title: said.lastSeen, cell: ({ lastSeenAt }) => <Time at={lastSeenAt} /> },
  ];
}

/** What a language of a person is called; `own`: that in which they write. */
export const languageWords = { en: 'english', zh: 'chinese', own: 'ownLanguage' } as const;

/** Whether a person is heard. */
export function HeardSign({ isBlocked }: Pick<KnownPerson, 'isBlocked'>) {
  const said = useTexts(peopleTexts);
  return isBlocked ? (
    <Mark tone="bad" icon="stopped" word={said.blocked} />
  ) : (
    <Mark tone="ok" icon="ok" word={said.isHeard} />
  );
}
