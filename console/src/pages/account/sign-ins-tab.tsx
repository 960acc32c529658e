import { Button } from '@mantine/core';
import { type SignIn, useEndSignIn, useSignIns } from '../../data/own-account.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './account.module.css';
import { readAgent } from './agent.ts';
import { texts } from './texts.ts';

/** The browsers in which one is signed in. */
export function SignInsTab() {
  const said = useTexts(texts);
  return (
    <>
      <p className={classes.above}>{said.signInsAbout}</p>
      <Table
        label={said['sign-ins']}
        list={useSignIns()}
        columns={useColumns()}
        rowKey={({ id }) => id}
        empty={<EmptyState icon="person" title={said.noSignIns} />}
      />
    </>
  );
}

function useColumns(): readonly Column<SignIn>[] {
  const said = useTexts(texts);
  const words = useTexts(common);
  const ending = useEndSignIn();
  const end = (id: string): void => void tellHow(ending.mutateAsync(id), said.ended);
  return [
    { key: 'agent', title: said.browser, cell: (signIn) => <Agent signIn={signIn} /> },
    { key: 'address', title: said.address, from: 'middle', cell: ({ address }) => address ?? '–' },
    { key: 'seen', title: said.seen, cell: ({ seenAt }) => <Time at={seenAt} /> },
    { key: 'since', title: said.since, from: 'middle', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { key: 'ends', title: said.ends, from: 'wide', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    {
      key: 'end',
      title: words.actions,
      width: 140,
      cell: ({ id, isThis }) =>
        isThis ? null : (
          <Button variant="default" size="compact-sm" onClick={() => end(id)}>
            {said.end}
          </Button>
        ),
    },
  ];
}

function Agent({ signIn: { agent, isThis } }: { readonly signIn: SignIn }) {
  const said = useTexts(texts);
  const { browser, system } = readAgent(agent ?? '');
  const name = browser === undefined ? (agent ?? said.unknownAgent) : browser;
  return (
    <span className={classes.agent} title={agent ?? undefined}>
      {system === undefined ? name : said.on(name, system)}
      {isThis ? <Tag tone="info">{said.thisOne}</Tag> : null}
    </span>
  );
}
