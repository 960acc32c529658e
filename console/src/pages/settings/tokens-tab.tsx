import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useDeleteToken, useNamedAccounts, useTokens } from '../../data/accounts.ts';
import type { Token } from '../../data/own-account.ts';
import { useChangeSearch } from '../../data/search.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar } from '../../parts/filter-bar.tsx';
import { NewToken } from '../../parts/new-token.tsx';
import { RevokeToken } from '../../parts/revoke-token.tsx';
import { Table } from '../../parts/table.tsx';
import { useTokenColumns } from '../../parts/token-columns.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './settings.module.css';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/settings');

/** The API tokens of everybody. */
export function TokensTab() {
  const said = useTexts(texts);
  const { account, create, after, from } = route.useSearch();
  const change = useChangeSearch();
  const deleting = useDeleteToken();
  const [asked, setAsked] = useState<Token>();
  const accounts = useNamedAccounts();
  const nameOf = (id: string): string => accounts.find((each) => each.id === id)?.name ?? id;
  const [name, ...columns] = useTokenColumns(setAsked);
  const owner = { key: 'owner', title: said.owner, cell: ({ accountId }: Token) => nameOf(accountId) };
  return (
    <>
      <div className={classes.above}>
        <FilterBar>
          <ChoiceFilter
            label={said.owner}
            value={account}
            choices={choicesOf(accounts, account)}
            onChange={(chosen) => change({ account: chosen })}
          />
          <span>{said.tokensAbout}</span>
        </FilterBar>
        <Button onClick={() => change({ create: 'yes', after, from })}>{said.newToken}</Button>
      </div>
      <Table
        label={said.tokens}
        list={useTokens(account, { after, from })}
        columns={name === undefined ? [] : [name, owner, ...columns]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="api" title={account === undefined ? said.noTokens : said.noTokensOf}>
            {said.noTokensWhat}
          </EmptyState>
        }
      />
      {create === 'yes' ? <NewToken onClose={() => change({ create: undefined, after, from })} /> : null}
      <RevokeToken token={asked} onRevoke={deleting.mutateAsync} onClose={() => setAsked(undefined)} />
    </>
  );
}

/** One that is not among the names, or not read yet, has its id for a name. */
function choicesOf(accounts: readonly { readonly id: string; readonly name: string }[], chosen: string | undefined) {
  const isMissing = chosen !== undefined && accounts.every(({ id }) => id !== chosen);
  const known = accounts.map(({ id, name }) => ({ value: id, label: name }));
  return isMissing ? [{ value: chosen, label: chosen }, ...known] : known;
}
