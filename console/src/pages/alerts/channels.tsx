import { Menu, Modal } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type AlertChannel,
  useAlertChannels,
  useDeleteAlertChannel,
  useTestAlertChannel,
} from '../../data/alert-channels.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { Checks } from '../../parts/checks.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { ChannelDelivery } from './channel-delivery.tsx';
import { kindTitles } from './kinds.ts';
import { NewChannelButton } from './new-channel-button.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/alerts');

/** Where people are told, and how messages get through. */
export function Channels() {
  const said = useTexts(texts);
  const { after, from } = route.useSearch();
  const list = useAlertChannels({ after, from });
  const [tested, setTested] = useState<AlertChannel>();
  const [deleted, setDeleted] = useState<AlertChannel>();
  const deleting = useDeleteAlertChannel();
  const testing = useTestAlertChannel();
  const test = (channel: AlertChannel): void => {
    setTested(channel);
    testing.mutate(channel.id);
  };
  return (
    <>
      <Table
        label={said.channels}
        list={list}
        columns={useColumns({ onTest: test, onDelete: setDeleted })}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="alerts" title={said.noChannel} action={<NewChannelButton />}>
            {said.noChannelAbout}
          </EmptyState>
        }
      />
      {tested === undefined ? null : (
        <TestDialog channel={tested} test={testing} onClose={() => setTested(undefined)} />
      )}
      <Confirm
        isOpen={deleted !== undefined}
        title={said.deleteTitle(deleted?.name ?? '')}
        button={said.deleteButton}
        onConfirm={async () => {
          if (deleted === undefined) return;
          await deleting.mutateAsync(deleted);
          tellDone(said.deleted(deleted.name));
        }}
        onClose={() => setDeleted(undefined)}
      >
        {said.deleteWhat}
      </Confirm>
    </>
  );
}

interface Acts {
  readonly onTest: (channel: AlertChannel) => void;
  readonly onDelete: (channel: AlertChannel) => void;
}

function useColumns({ onTest, onDelete }: Acts): readonly Column<AlertChannel>[] {
  const said = useTexts(texts);
  const words = useTexts(common);
  const titles = useTexts(kindTitles);
  return [
    {
      key: 'name',
      title: words.name,
      cell: ({ id, name }) => <PlaceLink to={`/alerts?tab=channels&channel=${id}`}>{name}</PlaceLink>,
    },
    { key: 'kind', title: said.way, cell: ({ kind }) => said[kind] },
    {
      key: 'kinds',
      title: said.tells,
      from: 'middle',
      cell: ({ kinds }) => (kinds.length === 0 ? said.allKinds : kinds.map((kind) => titles[kind]).join(said.comma)),
    },
    {
      key: 'quiet',
      title: said.quietHours,
      from: 'wide',
      cell: ({ quietHours }) => (quietHours === null ? '–' : `${quietHours.from}–${quietHours.to} ${quietHours.zone}`),
    },
    { key: 'delivery', title: said.delivery, cell: ({ delivery }) => <ChannelDelivery delivery={delivery} /> },
    {
      key: 'acts',
      title: '',
      width: 48,
      cell: (channel) => <ChannelMenu channel={channel} onTest={onTest} onDelete={onDelete} />,
    },
  ];
}

function ChannelMenu({ channel, onTest, onDelete }: Acts & { readonly channel: AlertChannel }) {
  const said = useTexts(texts);
  const [mayChange, mayTest] = [useMay('change'), useMay('run')];
  const change = useChangeSearch();
  if (!mayTest) return null;
  return (
    <RowMenu name={channel.name}>
      <Menu.Item onClick={() => onTest(channel)}>{said.test}</Menu.Item>
      {mayChange ? (
        <>
          <Menu.Item onClick={() => change({ channel: channel.id })}>{said.edit}</Menu.Item>
          <Menu.Item color="red" onClick={() => onDelete(channel)}>
            {said.delete}
          </Menu.Item>
        </>
      ) : null}
    </RowMenu>
  );
}

interface TestDialogProps {
  readonly channel: AlertChannel;
  readonly test: ReturnType<typeof useTestAlertChannel>;
  readonly onClose: () => void;
}

/** Whether the test message was taken. */
function TestDialog({ channel, test: { data, error, isPending }, onClose }: TestDialogProps) {
  const said = useTexts(texts);
  return (
    <Modal opened onClose={onClose} title={said.testTitle(channel.name)}>
      {error === null ? null : <ErrorNotice error={error} />}
      <Checks lines={data?.lines ?? []} isRunning={isPending} />
    </Modal>
  );
}
