import { Button, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Integration, useDepartments, usePeople } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { KnownPeople } from './known-people.tsx';
import { peopleTexts } from './people-texts.ts';
import { PersonDrawer } from './person-drawer.tsx';
import { PersonLine } from './person-line.tsx';
import { peopleViews } from './tabs.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/integrations/$id');

/** Whom the app sees, department by department, and who has written to the bot. */
export function UsersTab({ integration }: { readonly integration: Integration }) {
  const words = useTexts(peopleTexts);
  const { people = 'company', person } = route.useSearch();
  const change = useChangeSearch();
  return (
    <>
      <div className={classes.crumbs}>
        <SegmentedControl
          size="xs"
          aria-label={words.view}
          value={people}
          data={peopleViews.map((value) => ({ value, label: words[value] }))}
          onChange={(value) =>
            change({
              people: peopleViews.find((each) => each === value && each !== 'company'),
              ...{ department: undefined, search: undefined, blocked: undefined, person: undefined },
            })
          }
        />
      </div>
      {people === 'known' ? <KnownPeople id={integration.id} /> : <Company integration={integration} />}
      {person === undefined ? null : <PersonDrawer key={person} id={integration.id} openId={person} />}
    </>
  );
}

/** Departments to walk, and the people in each. */
function Company({ integration: { id, kind } }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const { department } = route.useSearch();
  if (kind === 'store_app') return <Notice tone="info">{said.usersOfStoreApp}</Notice>;
  return (
    <>
      <p className={classes.crumbs}>{said.usersAbout}</p>
      <Shown id={id} departmentId={department} />
    </>
  );
}

interface ShownProps {
  readonly id: string;
  readonly departmentId: string | undefined;
}

function Shown({ id, departmentId }: ShownProps) {
  const said = useTexts(texts);
  const change = useChangeSearch();
  const departments = useDepartments({ id, departmentId });
  const people = usePeople({ id, departmentId });
  const shownPeople = people.data?.pages.flatMap(({ items }) => items) ?? [];
  const named = shownPeople.flatMap((one) => one.departments ?? []).find((one) => one.id === departmentId);
  return (
    <>
      {departmentId === undefined ? null : (
        <div className={classes.crumbs}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="left" />}
            onClick={() => change({ department: undefined })}
          >
            {said.topDepartment}
          </Button>
          {named?.name == null ? <code>{departmentId}</code> : <span>{named.name}</span>}
        </div>
      )}
      <div className={classes.people}>
        <Listed title={said.departments} none={said.noDepartments} list={departments}>
          {departments.data?.pages
            .flatMap(({ items }) => items)
            .map((one) => (
              <li key={one.id}>
                <Button size="compact-sm" variant="subtle" onClick={() => change({ department: one.id })}>
                  {one.name ?? one.id}
                </Button>
              </li>
            ))}
        </Listed>
        <Listed title={said.users} none={said.noUsers} list={people}>
          {shownPeople.map((person) => (
            <PersonLine key={person.id} person={person} />
          ))}
        </Listed>
      </div>
    </>
  );
}

interface ListedProps {
  readonly title: string;
  readonly none: string;
  readonly list: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly children: readonly ReactNode[] | undefined;
}

function Listed({ title, none, list, children = [] }: ListedProps) {
  const said = useTexts(texts);
  const { error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  return (
    <Panel title={title} isFlush>
      {/* What the platform refuses names the scope that is missing. */}
      {error === null ? null : <ErrorNotice error={error} />}
      {isPending ? <LoadingRows /> : null}
      {!isPending && error === null && children.length === 0 ? <p className={classes.more}>{none}</p> : null}
      <ul className={classes.rows}>{children}</ul>
      {hasNextPage ? (
        <div className={classes.more}>
          <Button size="compact-sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {said.showMore}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function LoadingRows() {
  return (
    <Stack p="lg">
      <Skeleton height={14} width="60%" />
      <Skeleton height={14} width="50%" />
      <Skeleton height={14} width="70%" />
    </Stack>
  );
}
