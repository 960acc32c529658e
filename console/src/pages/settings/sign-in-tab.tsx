import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../data/search.ts';
import { type Provider, useProviders } from '../../data/sign-in-providers.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Mark } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProviderForm } from './provider-form.tsx';
import { providerTexts } from './provider-texts.ts';
import classes from './settings.module.css';

const route = getRouteApi('/shell/settings');

/** By whom people sign in beside a password; one of them is open where the address says so. */
export function SignInTab() {
  const { provider } = route.useSearch();
  return provider === undefined ? <Providers /> : <Opened id={provider} />;
}

function Providers() {
  const said = useTexts(providerTexts);
  const { after, from } = route.useSearch();
  const change = useChangeSearch();
  const add = <Button onClick={() => change({ provider: 'new' })}>{said.add}</Button>;
  const list = useProviders({ after, from });
  return (
    <>
      <div className={classes.above}>
        <span>{said.about}</span>
        {list.items.length > 0 ? add : null}
      </div>
      <Table
        label={said.about}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/settings?tab=sign-in&provider=${id}`}
        empty={
          <EmptyState icon="person" title={said.noneYet} action={add}>
            {said.noneYetWhat}
          </EmptyState>
        }
      />
    </>
  );
}

function useColumns(): readonly Column<Provider>[] {
  const said = useTexts(providerTexts);
  const words = useTexts(common);
  return [
    {
      key: 'name',
      title: words.name,
      cell: ({ id, name }) => <PlaceLink to={`/settings?tab=sign-in&provider=${id}`}>{name}</PlaceLink>,
    },
    { key: 'kind', title: said.kind, cell: ({ settings }) => said[settings.kind] },
    {
      key: 'place',
      title: said.place,
      from: 'middle',
      cell: ({ settings }) => (settings.kind === 'oidc' ? settings.issuer : <code>{settings.tenants.join(' ')}</code>),
    },
    {
      key: 'state',
      title: said.state,
      cell: ({ isEnabled }) =>
        isEnabled ? (
          <Mark tone="ok" icon="ok" word={said.offered} />
        ) : (
          <Mark tone="idle" icon="stopped" word={said.notOffered} />
        ),
    },
    { key: 'changed', title: said.changed, from: 'middle', cell: ({ changedAt }) => <Time at={changedAt} /> },
  ];
}

function Opened({ id }: { readonly id: string }) {
  const said = useTexts(providerTexts);
  const change = useChangeSearch();
  const { items, isLoading, error } = useProviders();
  const provider = items.find((each) => each.id === id);
  const close = (): void => change({ provider: undefined });
  return (
    <>
      <div className={classes.above}>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="left" />} onClick={close}>
          {said.back}
        </Button>
      </div>
      {error === null ? null : <ErrorNotice error={error} />}
      {id === 'new' ? (
        <ProviderForm key="new" provider={undefined} onDone={(made) => change({ provider: made })} onGone={close} />
      ) : isLoading ? (
        <Skeleton height={320} />
      ) : provider === undefined ? (
        <Notice tone="warn">{said.gone}</Notice>
      ) : (
        <ProviderForm key={`${id}-${provider.version}`} provider={provider} onDone={() => {}} onGone={close} />
      )}
    </>
  );
}
