import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useApiDocument } from '../../data/api-document.ts';
import { baseUrl } from '../../data/client.ts';
import { useChangeSearch } from '../../data/search.ts';
import type { Settings } from '../../data/setting-fields.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './api.module.css';
import { Operation } from './operation.tsx';
import { texts } from './texts.ts';
import { type OperationGroup, useGroups } from './use-operations.ts';

const route = getRouteApi('/shell/api');

/** What programs can ask of the service, read of its own document. */
export function ApiReader() {
  const said = useTexts(texts);
  const { search } = route.useSearch();
  const change = useChangeSearch();
  const { data, error } = useApiDocument();
  const groups = useGroups(data, search ?? '');
  const count = groups.reduce((sum, { operations }) => sum + operations.length, 0);
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  return (
    <>
      <PageHeader title={said.title} actions={<Acts />}>
        {data === undefined ? said.aboutNone : said.about(count)}
      </PageHeader>
      <FilterBar>
        <TextFilter label={said.search} value={search} onChange={changeText} />
      </FilterBar>
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined ? <Skeleton height={480} /> : <Groups document={data} groups={groups} />}
    </>
  );
}

function Acts() {
  const said = useTexts(texts);
  return (
    <>
      <Button component="a" variant="default" href={`${baseUrl}/api/openapi.json`}>
        {said.document}
      </Button>
      <PlaceButton to="/account?tab=tokens&create=yes">{said.newToken}</PlaceButton>
    </>
  );
}

interface GroupsProps {
  readonly document: Settings;
  readonly groups: readonly OperationGroup[];
}

function Groups({ document, groups }: GroupsProps) {
  const said = useTexts(texts);
  const { search, route: opened } = route.useSearch();
  const change = useChangeSearch();
  if (groups.length === 0) {
    const clear = (
      <Button variant="default" onClick={() => change({ search: undefined })}>
        {said.clear}
      </Button>
    );
    return <EmptyState icon="search" title={said.nothing} action={clear} />;
  }
  return (
    <div className={classes.columns}>
      <nav className={classes.tags} aria-label={said.title}>
        {groups.map(({ tag, title }) => (
          <a key={tag} href={`#${idOf(tag)}`} onClick={(event) => scrollTo(event, tag)}>
            {title}
          </a>
        ))}
      </nav>
      <div className={classes.column}>
        {search === undefined ? <How /> : null}
        {groups.map(({ tag, title, operations }) => (
          <div key={tag} id={idOf(tag)} className={classes.group}>
            <Panel title={title} isFlush>
              {operations.map((operation) => (
                <Operation
                  key={operation.id}
                  document={document}
                  operation={operation}
                  isOpen={operation.id === opened}
                  onOpen={(id) => change({ route: id })}
                />
              ))}
            </Panel>
          </div>
        ))}
      </div>
    </div>
  );
}

const idOf = (tag: string): string => `group-${tag.toLowerCase().replaceAll(' ', '-')}`;

/** The base of the page is not its place: a link to a part of it would leave it. */
function scrollTo(event: { preventDefault: () => void }, tag: string): void {
  event.preventDefault();
  document.getElementById(idOf(tag))?.scrollIntoView();
}

function How() {
  const said = useTexts(texts);
  return (
    <Panel title={said.how}>
      <div className={classes.column}>
        <p>{said.howToken}</p>
        <CodeBlock
          label={said.how}
          text={`export LARKSTREAM_TOKEN=lks_…\ncurl -H "Authorization: Bearer $LARKSTREAM_TOKEN" '${baseUrl}/api/v1/me'`}
        />
        <p className={classes.small}>{said.howLists}</p>
      </div>
    </Panel>
  );
}
