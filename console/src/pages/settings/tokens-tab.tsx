import { Button, Menu } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useDeleteToken, useNamedAccounts, useTokens } from '../../data/accounts.ts';
import type { Token } from '../../data/own-account.ts';
import { useChangeSearch } from '../../data/search.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar } from '../../parts/filter-bar.tsx';
import { NewToken } from '../../parts/new-token.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { Table } from '../../parts/table.tsx';
import { tellDone } from '../../parts/tell.tsx';
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
  const [name, ...columns] = useTokenColumns((token) => (
    <RowMenu name={token.name}>
      <Menu.Item onClick={() => setAsked(token)}>{said.revoke}</Menu.Item>
    </RowMenu>
  ));
  const owner = { key: 'owner', title: said.owner, cell: ({ accountId }: Token) => nameOf(accountId) };
  const revoke = async (token: Token): Promise<void> => {
    await deleting.mutateAsync(token.id);
    tellDone(said.revoked(token.name));
  };
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
      {asked === undefined ? null : (
        <Confirm
          isOpen
          title={said.revokeTitle(asked.name)}
          button={said.revokeButton}
          onConfirm={() => revoke(asked)}
          onClose={() => setAsked(undefined)}
        >
          {said.revokeWhat}
        </Confirm>
      )}
    </>
  );
}

/** One that is not among the names, or not read yet, has its id for a name. */
function choicesOf(accounts: readonly { readonly id: string; readonly name: string }[], chosen: string | undefined) {
  const isMissing = chosen !== undefined && accounts.every(({ id }) => id !== chosen);
  const known = accounts.map(({ id, name }) => ({ value: id, label: name }));
  return isMissing ? [{ value: chosen, label: chosen }, ...known] : known;
}
