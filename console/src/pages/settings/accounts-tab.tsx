import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { type Account, useAccounts } from '../../data/accounts.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useSession } from '../../data/session.ts';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { roles, roleTexts } from '../../parts/roles.ts';
import { Mark, Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { AccountDialog, type AskedOfAccount } from './account-dialogs.tsx';
import { AccountMenu } from './account-menu.tsx';
import { accountTexts } from './account-texts.ts';
import { Invite } from './invite.tsx';
import classes from './settings.module.css';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/settings');

/** Who may come in, and as what. */
export function AccountsTab() {
  const said = useTexts(accountTexts);
  const words = useTexts(roleTexts);
  const { search, role, create, after, from } = route.useSearch();
  const change = useChangeSearch();
  const [asked, setAsked] = useState<AskedOfAccount>();
  const changeText = useCallback((text: string | undefined) => change({ search: text }), [change]);
  return (
    <>
      <div className={classes.above}>
        <FilterBar>
          <TextFilter label={said.search} value={search} onChange={changeText} />
          <ChoiceFilter
            label={words.role}
            value={role}
            choices={roles.map((value) => ({ value, label: words[value] }))}
            onChange={(chosen) => change({ role: chosen })}
          />
        </FilterBar>
        <Button onClick={() => change({ create: 'yes' })}>{said.invite}</Button>
      </div>
      <Table
        label={useTexts(texts).accounts}
        list={useAccounts({ search, role }, { after, from })}
        columns={useColumns(setAsked)}
        rowKey={({ id }) => id}
        empty={<NothingFits title={said.nothing} button={said.clear} filters={['search', 'role']} />}
      />
      {create === 'yes' ? <Invite onClose={() => change({ create: undefined })} /> : null}
      {asked === undefined ? null : <AccountDialog asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useColumns(onAsk: (asked: AskedOfAccount) => void): readonly Column<Account>[] {
  const said = useTexts(accountTexts);
  const words = useTexts(common);
  const names = useTexts(roleTexts);
  const { account: own } = useSession();
  return [
    {
      key: 'name',
      title: words.name,
      cell: ({ id, name }) => (
        <span className={classes.tags}>
          {name}
          {id === own.id ? <Tag tone="info">{said.you}</Tag> : null}
        </span>
      ),
    },
    { key: 'login', title: said.login, cell: ({ login }) => login ?? '–' },
    { key: 'role', title: names.role, cell: ({ role }) => names[role] },
    { key: 'state', title: said.state, cell: (account) => <State account={account} /> },
    { key: 'by', title: said.by, from: 'wide', cell: ({ issuer }) => issuer ?? said.password },
    { key: 'signedIn', title: said.signedIn, from: 'middle', cell: ({ signedInAt }) => <Time at={signedInAt} /> },
    { key: 'made', title: said.made, from: 'wide', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'menu',
      title: words.actions,
      width: 60,
      cell: (account) => <AccountMenu account={account} onAsk={(what) => onAsk({ what, account })} />,
    },
  ];
}

function State({ account: { disabledAt, hasPassword, issuer } }: { readonly account: Account }) {
  const said = useTexts(accountTexts);
  if (disabledAt !== null) return <Mark tone="idle" icon="lock" word={said.locked} />;
  if (!hasPassword && issuer === null) return <Mark tone="warn" icon="waits" word={said.invited} />;
  return <Mark tone="ok" icon="ok" word={said.active} />;
}
