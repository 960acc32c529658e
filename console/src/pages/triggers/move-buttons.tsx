import { ActionIcon } from '@mantine/core';
import { type Trigger, useMoveTrigger } from '../../data/triggers.ts';
import { Icon } from '../../parts/icon.tsx';
import { tellError } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface MoveButtonsProps {
  readonly trigger: Trigger;
  /** Of those of its integration that are shown. */
  readonly isLast: boolean;
}

/** Puts a trigger one place earlier or later. */
export function MoveButtons({ trigger: { id, name, position }, isLast }: MoveButtonsProps) {
  const said = useTexts(texts);
  const moving = useMoveTrigger();
  const to = (place: number): void => moving.mutate({ id, position: place }, { onError: tellError });
  const shared = { variant: 'subtle', color: 'gray', size: 24 } as const;
  return (
    <>
      <ActionIcon
        {...shared}
        aria-label={said.up(name)}
        disabled={position === 0 || moving.isPending}
        onClick={() => to(position - 1)}
      >
        <Icon name="up" />
      </ActionIcon>
      <ActionIcon
        {...shared}
        aria-label={said.down(name)}
        disabled={isLast || moving.isPending}
        onClick={() => to(position + 1)}
      >
        <Icon name="down" />
      </ActionIcon>
    </>
  );
}
