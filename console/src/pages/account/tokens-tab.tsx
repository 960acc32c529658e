import { Button, Menu } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type Token, useDeleteOwnToken, useOwnTokens } from '../../data/own-account.ts';
import { useChangeSearch } from '../../data/search.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NewToken } from '../../parts/new-token.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { Table } from '../../parts/table.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useTokenColumns } from '../../parts/token-columns.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './account.module.css';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/account');

/** The tokens of one's own programs. */
export function TokensTab() {
  const said = useTexts(texts);
  const { create, after, from } = route.useSearch();
  const change = useChangeSearch();
  const deleting = useDeleteOwnToken();
  const [asked, setAsked] = useState<Token>();
  const columns = useTokenColumns((token) => (
    <RowMenu name={token.name}>
      <Menu.Item onClick={() => setAsked(token)}>{said.revoke}</Menu.Item>
    </RowMenu>
  ));
  const button = <Button onClick={() => change({ create: 'yes', after, from })}>{said.newToken}</Button>;
  const revoke = async ({ id, name }: Token): Promise<void> => {
    await deleting.mutateAsync(id);
    tellDone(said.revoked(name));
  };
  return (
    <>
      <div className={classes.above}>
        <span>{said.tokensAbout}</span>
        {button}
      </div>
      <Table
        label={said.tokens}
        list={useOwnTokens({ after, from })}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="api" title={said.noTokens}>
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
