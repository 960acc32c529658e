import { Button, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type DirectoryKind, type Integration, useDirectory } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/integrations/$id');

/** Whom the app sees: departments to walk, and the people in each. */
export function UsersTab({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const { department } = route.useSearch();
  const change = useChangeSearch();
  if (integration.kind === 'store_app') return <Notice tone="info">{said.usersOfStoreApp}</Notice>;
  const { id } = integration;
  return (
    <>
      <p className={classes.crumbs}>{said.usersAbout}</p>
      {department === undefined ? null : (
        <div className={classes.crumbs}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="left" />}
            onClick={() => change({ department: undefined })}
          >
            {said.topDepartment}
          </Button>
          <code>{department}</code>
        </div>
      )}
      <div className={classes.people}>
        <Directory
          id={id}
          kind="departments"
          departmentId={department}
          title={said.departments}
          none={said.noDepartments}
          row={({ id: departmentId, name }) => (
            <Button size="compact-sm" variant="subtle" onClick={() => change({ department: departmentId })}>
              {name ?? departmentId}
            </Button>
          )}
        />
        <Directory
          id={id}
          kind="users"
          departmentId={department}
          title={said.users}
          none={said.noUsers}
          row={({ id: userId, name }) => (
            <>
              <span className={classes.sign} aria-hidden="true">
                {(name ?? '?').slice(0, 1)}
              </span>
              <span>{name ?? said.namelessUser}</span>
              <code>{userId}</code>
            </>
          )}
        />
      </div>
    </>
  );
}

interface DirectoryProps {
  readonly id: string;
  readonly kind: DirectoryKind;
  readonly departmentId: string | undefined;
  readonly title: string;
  readonly none: string;
  readonly row: (entry: { readonly id: string; readonly name: string | null }) => ReactNode;
}

function Directory({ id, kind, departmentId, title, none, row }: DirectoryProps) {
  const said = useTexts(texts);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useDirectory({
    id,
    kind,
    departmentId,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={title} isFlush>
      {/* What the platform refuses names the scope that is missing. */}
      {error === null ? null : <ErrorNotice error={error} />}
      {isPending ? <LoadingRows /> : null}
      {!isPending && error === null && items.length === 0 ? <p className={classes.more}>{none}</p> : null}
      <ul className={classes.rows}>
        {items.map((entry) => (
          <li key={entry.id}>{row(entry)}</li>
        ))}
      </ul>
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
