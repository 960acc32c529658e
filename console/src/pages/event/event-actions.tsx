import { Button } from '@mantine/core';
import { useState } from 'react';
import { type EventSteer, type PushedEvent, useSteerEvent } from '../../data/events.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { tellDone, tellError } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** What may be done with an event that somebody wants. */
export function EventActions({ event }: { readonly event: PushedEvent }) {
  const said = useTexts(texts);
  const mayReplay = useMay('replay');
  const steering = useSteerEvent();
  const [isAsking, setAsking] = useState(false);
  const { id, deliveries, type } = event;
  if (!mayReplay || deliveries.length === 0) return null;
  const dead = deliveries.filter(({ state }) => state === 'dead').length;
  const told = { replay: said.replayedNow, retry: said.retriedNow, discard: said.discardedNow };
  const steer = async (what: EventSteer): Promise<void> => {
    const count = await steering.mutateAsync({ id, steer: what });
    tellDone(count === 0 ? said.nothingChanged : told[what](count));
  };
  const act = (what: EventSteer): void => void steer(what).catch(tellError);
  return (
    <>
      {dead === 0 ? null : (
        <>
          <Button loading={steering.isPending} onClick={() => act('retry')}>
            {said.retry}
          </Button>
          <Button variant="default" onClick={() => setAsking(true)}>
            {said.discard}
          </Button>
        </>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="again" />}
        loading={steering.isPending}
        onClick={() => act('replay')}
      >
        {said.replay}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={said.discardTitle(type)}
        button={said.discardButton(dead)}
        onConfirm={() => steer('discard')}
        onClose={() => setAsking(false)}
      >
        {said.discardWhat}
      </Confirm>
    </>
  );
}
