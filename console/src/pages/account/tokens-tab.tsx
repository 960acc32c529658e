import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type Token, useDeleteOwnToken, useOwnTokens } from '../../data/own-account.ts';
import { useChangeSearch } from '../../data/search.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NewToken } from '../../parts/new-token.tsx';
import { RevokeToken } from '../../parts/revoke-token.tsx';
import { Table } from '../../parts/table.tsx';
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
  const columns = useTokenColumns(setAsked);
  const button = <Button onClick={() => change({ create: 'yes', after, from })}>{said.newToken}</Button>;
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
      <RevokeToken token={asked} onRevoke={deleting.mutateAsync} onClose={() => setAsked(undefined)} />
    </>
  );
}
