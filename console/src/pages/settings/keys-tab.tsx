import { Button, Menu, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { type ReadList, wholeListOf } from '../../data/lists.ts';
import {
  type MasterKey,
  type MasterKeys,
  useAddKey,
  useKeyTimes,
  useMasterKeys,
  useVerifyKeys,
} from '../../data/master-keys.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import stack from '../../parts/stack.module.css';
import { Mark, Tag } from '../../parts/state-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { type AskedOfKey, KeyDialog } from './key-dialogs.tsx';
import { keyTexts } from './key-texts.ts';
import classes from './settings.module.css';

/** What secrets are sealed with: whether all open, and the way to another key. */
export function KeysTab() {
  const said = useTexts(keyTexts);
  const { data, error } = useMasterKeys();
  const [asked, setAsked] = useState<AskedOfKey>();
  if (data === undefined) return error === null ? <Skeleton height={240} /> : <ErrorNotice error={error} />;
  return (
    <div className={stack.column}>
      <div className={classes.above}>
        <span>
          {said.about} {said.place(data.place)} {data.isOurs ? null : said.theirs}
        </span>
        <Acts keys={data} onAsk={setAsked} />
      </div>
      <KeyTable list={wholeListOf(data.items)} onAsk={setAsked} />
      {asked === undefined ? null : <KeyDialog asked={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

interface PartProps {
  readonly keys: MasterKeys;
  readonly onAsk: (asked: AskedOfKey) => void;
}

function Acts({ keys, onAsk }: PartProps) {
  const said = useTexts(keyTexts);
  const verifying = useVerifyKeys();
  const adding = useAddKey();
  const add = (): void => void tellHow(adding.mutateAsync(), ({ keyId }) => said.added(keyId));
  return (
    <>
      <span className={classes.buttons}>
        <Button variant="default" loading={verifying.isPending} onClick={() => verifying.mutate()}>
          {said.verify}
        </Button>
        {keys.isOurs ? (
          <Button variant="default" loading={adding.isPending} onClick={add}>
            {said.add}
          </Button>
        ) : null}
        <Button onClick={() => onAsk({ what: 'rotate', id: undefined })}>{said.rotate}</Button>
      </span>
      {verifying.status === 'idle' ? null : (
        <div className={classes.wide}>
          {verifying.error === null ? null : <ErrorNotice error={verifying.error} />}
          {verifying.data === undefined ? null : <Verified found={verifying.data} />}
        </div>
      )}
    </>
  );
}

function Verified({
  found: { secrets, unreadable },
}: {
  readonly found: NonNullable<ReturnType<typeof useVerifyKeys>['data']>;
}) {
  const said = useTexts(keyTexts);
  if (unreadable.length === 0) return <Notice tone="ok">{said.allOpen(secrets)}</Notice>;
  return (
    <Notice tone="bad">
      <strong>{said.someClosed(unreadable.length, secrets)}</strong>
      <ul>
        {unreadable.map(({ ownerKind, ownerId, name, version, keyId }) => (
          <li key={`${ownerId} ${name} ${version}`}>{said.closed(`${ownerKind} ${ownerId} ${name}`, keyId)}</li>
        ))}
      </ul>
    </Notice>
  );
}

function KeyTable({ list, onAsk }: { readonly list: ReadList<MasterKey>; readonly onAsk: PartProps['onAsk'] }) {
  const said = useTexts(keyTexts);
  return (
    <Table
      label={said.key}
      list={list}
      columns={useColumns(onAsk)}
      rowKey={({ id }) => id}
      empty={<EmptyState icon="lock" title={said.none} />}
    />
  );
}

function useColumns(onAsk: PartProps['onAsk']): readonly Column<MasterKey>[] {
  const said = useTexts(keyTexts);
  const words = useTexts(common);
  const format = useFormat();
  const times = useKeyTimes();
  return [
    {
      key: 'key',
      title: said.key,
      cell: ({ id, isCurrent }) => (
        <span className={classes.tags}>
          <code>{id}</code>
          {isCurrent ? <Tag tone="info">{said.current}</Tag> : null}
        </span>
      ),
    },
    {
      key: 'fingerprint',
      title: said.fingerprint,
      from: 'middle',
      cell: ({ fingerprint }) => <code>{fingerprint}</code>,
    },
    {
      key: 'age',
      title: said.age,
      from: 'middle',
      cell: ({ id }) => (times.has(id) ? <Time at={times.get(id) ?? null} /> : said.unknownAge),
    },
    {
      key: 'secrets',
      title: said.secrets,
      cell: ({ secrets }) => said.secretsOf(format.number(secrets), secrets),
    },
    { key: 'held', title: said.held, cell: (key) => <Held by={key} /> },
    {
      key: 'menu',
      title: words.actions,
      width: 60,
      cell: (key) => (key.isCurrent ? null : <KeyMenu of={key} onAsk={onAsk} />),
    },
  ];
}

function Held({ by: { lackedBy } }: { readonly by: MasterKey }) {
  const said = useTexts(keyTexts);
  if (lackedBy.length === 0) return <Mark tone="ok" icon="ok" word={said.byAll} />;
  return (
    <span title={lackedBy.join('\n')}>
      <Mark tone="warn" icon="warn" word={said.lacked(lackedBy.length)} />
    </span>
  );
}

function KeyMenu({ of, onAsk }: { readonly of: MasterKey; readonly onAsk: PartProps['onAsk'] }) {
  const said = useTexts(keyTexts);
  const { id, secrets } = of;
  return (
    <RowMenu name={id}>
      <Menu.Item onClick={() => onAsk({ what: 'rotate', id })}>{said.rotateTo}</Menu.Item>
      {secrets === 0 ? <Menu.Item onClick={() => onAsk({ what: 'retire', id })}>{said.retire}</Menu.Item> : null}
    </RowMenu>
  );
}
