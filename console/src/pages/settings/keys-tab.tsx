import { Button, Menu, Skeleton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import {
  type MasterKey,
  type MasterKeys,
  useAddKey,
  useKeyTimes,
  useMasterKeys,
  useVerifyKeys,
} from '../../data/master-keys.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { Mark, Tag } from '../../parts/state-sign.tsx';
import { tellDone, tellError } from '../../parts/tell.tsx';
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
    <div className={classes.column}>
      <div className={classes.above}>
        <span>
          {said.about} {said.place(data.place)} {data.isOurs ? null : said.theirs}
        </span>
        <Acts keys={data} onAsk={setAsked} />
      </div>
      <KeyTable keys={data} onAsk={setAsked} />
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
  const add = (): void =>
    adding.mutate(undefined, { onSuccess: ({ keyId }) => tellDone(said.added(keyId)), onError: tellError });
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

function KeyTable({ keys: { items }, onAsk }: PartProps) {
  const said = useTexts(keyTexts);
  const words = useTexts(common);
  const format = useFormat();
  const times = useKeyTimes();
  const heads: readonly ReactNode[] = [said.key, said.fingerprint, said.age, said.secrets, said.held, words.actions];
  return (
    <div className={classes.card}>
      <table className={classes.plain} aria-label={said.key}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={String(head)} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((key) => (
            <tr key={key.id}>
              <td>
                <span className={classes.tags}>
                  <code>{key.id}</code>
                  {key.isCurrent ? <Tag tone="info">{said.current}</Tag> : null}
                </span>
              </td>
              <td>
                <code>{key.fingerprint}</code>
              </td>
              <td>{times.has(key.id) ? <Time at={times.get(key.id) ?? null} /> : said.unknownAge}</td>
              <td>{format.number(key.secrets)}</td>
              <td>
                {key.lackedBy.length === 0 ? (
                  <Mark tone="ok" icon="ok" word={said.byAll} />
                ) : (
                  <span title={key.lackedBy.join('\n')}>
                    <Mark tone="warn" icon="warn" word={said.lacked(key.lackedBy.length)} />
                  </span>
                )}
              </td>
              <td>{key.isCurrent ? null : <KeyMenu of={key} onAsk={onAsk} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
