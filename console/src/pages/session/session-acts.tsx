import { Button, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ChatSession, type SessionSteer, useEraseSession, useSteerSession } from '../../data/chat-sessions.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { tellDone, tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useSenderName } from '../sessions/session-list.tsx';
import { texts } from './texts.ts';

interface Of {
  readonly session: ChatSession;
}

/** What may be done with a conversation as it stands. Each act has one that takes it back, but for erasing. */
export function SessionActs({ session }: Of) {
  const mayChange = useMay('change-triggers');
  if (!mayChange) return null;
  return (
    <>
      <MainActs session={session} />
      <MoreActs session={session} />
    </>
  );
}

/** Does it and says so; what takes its place is gone to. */
function useSteer({ session: { id } }: Of) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  const steering = useSteerSession();
  const told: Readonly<Record<SessionSteer, string>> = {
    ...{ close: said.closed, continue: said.continued, pin: said.pinned, unpin: said.unpinned },
    ...{ 'hand-over': said.handedOver, 'take-back': said.tookBack, reset: said.wasReset, fork: said.forked },
  };
  const steer = async (what: SessionSteer): Promise<void> => {
    const { id: now } = await steering.mutateAsync({ id, steer: what });
    if (now !== id) await navigate({ to: `/sessions/${now}` });
  };
  return {
    told,
    steer,
    tell: (what: SessionSteer) => void tellHow(steer(what), told[what]),
    isBusy: steering.isPending,
  };
}

function MainActs({ session }: Of) {
  const said = useTexts(texts);
  const { tell, isBusy } = useSteer({ session });
  const { state, closedWhy } = session;
  const isLive = state === 'open' || state === 'handed_over';
  if (!isLive) {
    return closedWhy === 'recall' ? null : (
      <Button loading={isBusy} onClick={() => tell('continue')}>
        {said.continue}
      </Button>
    );
  }
  return (
    <>
      {state === 'handed_over' ? (
        <Button loading={isBusy} onClick={() => tell('take-back')}>
          {said.takeBack}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<Icon name="person" />}
          loading={isBusy}
          onClick={() => tell('hand-over')}
        >
          {said.handOver}
        </Button>
      )}
      <Button variant="default" loading={isBusy} onClick={() => tell('close')}>
        {said.close}
      </Button>
    </>
  );
}

function MoreActs({ session }: Of) {
  const said = useTexts(texts);
  const senderName = useSenderName();
  const mayErase = useMay('reset');
  const { steer, told, tell } = useSteer({ session });
  const [asked, setAsked] = useState<'reset' | 'erase'>();
  const close = (): void => setAsked(undefined);
  const { isPinned, state } = session;
  const isLive = state === 'open' || state === 'handed_over';
  return (
    <>
      <RowMenu name={senderName(session)}>
        <Menu.Item onClick={() => tell(isPinned ? 'unpin' : 'pin')}>{isPinned ? said.unpin : said.pin}</Menu.Item>
        <Menu.Item onClick={() => tell('fork')}>{said.fork}</Menu.Item>
        {isLive ? <Menu.Item onClick={() => setAsked('reset')}>{said.reset}</Menu.Item> : null}
        {mayErase ? (
          <Menu.Item color="red" onClick={() => setAsked('erase')}>
            {said.erase}
          </Menu.Item>
        ) : null}
      </RowMenu>
      <Confirm
        isOpen={asked === 'reset'}
        isDangerous={false}
        title={said.resetTitle}
        button={said.resetButton}
        onConfirm={async () => {
          await steer('reset');
          tellDone(told.reset);
        }}
        onClose={close}
      >
        {said.resetWhat}
      </Confirm>
      <Erase session={session} isOpen={asked === 'erase'} onClose={close} />
    </>
  );
}

function Erase({ session, isOpen, onClose }: Of & { readonly isOpen: boolean; readonly onClose: () => void }) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  const erasing = useEraseSession();
  const { id, senderName, messageCount } = session;
  const erase = async (): Promise<void> => {
    await erasing.mutateAsync(id);
    tellDone(said.erased);
    await navigate({ to: '/sessions' });
  };
  return (
    <Confirm
      isOpen={isOpen}
      title={said.eraseTitle}
      button={said.eraseButton}
      typed={senderName ?? id}
      onConfirm={erase}
      onClose={onClose}
    >
      {said.eraseWhat(messageCount)}
    </Confirm>
  );
}
