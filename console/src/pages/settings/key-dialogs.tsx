import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useRetireKey, useRotateKeys } from '../../data/master-keys.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { keyTexts } from './key-texts.ts';

/** What somebody wants to do with a master key. */
export type AskedOfKey =
  | { readonly what: 'rotate' /** Undefined: a new one. */; readonly id: string | undefined }
  | { readonly what: 'retire'; readonly id: string };

interface KeyDialogProps {
  readonly asked: AskedOfKey;
  readonly onClose: () => void;
}

/** Asks before a key becomes the current one, or goes. */
export function KeyDialog({ asked, onClose }: KeyDialogProps) {
  if (asked.what === 'retire') return <Retire id={asked.id} onClose={onClose} />;
  return <Rotate id={asked.id} onClose={onClose} />;
}

function Rotate({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }) {
  const said = useTexts(keyTexts);
  const rotating = useRotateKeys();
  const rotate = async (): Promise<void> => {
    const { keyId, secrets } = await rotating.mutateAsync(id);
    tellDone(said.rotated(keyId, secrets));
  };
  return (
    <Confirm
      isOpen
      title={id === undefined ? said.rotateTitle : said.rotateToTitle(id)}
      button={said.rotateButton}
      isDangerous={false}
      onConfirm={rotate}
      onClose={onClose}
    >
      {id === undefined ? said.rotateAbout : said.rotateToAbout}
    </Confirm>
  );
}

function Retire({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const said = useTexts(keyTexts);
  const retiring = useRetireKey();
  const [isUnusedElsewhere, setUnused] = useState(false);
  const retire = async (): Promise<void> => {
    const { isRemoved } = await retiring.mutateAsync({ id, isUnusedElsewhere });
    tellDone(isRemoved ? said.retired(id) : said.retiredElsewhere(id));
  };
  return (
    <Confirm
      isOpen
      title={said.retireTitle(id)}
      button={said.retireButton}
      typed={id}
      onConfirm={retire}
      onClose={onClose}
    >
      {said.retireAbout}
      <Checkbox
        mt={12}
        label={said.elsewhere}
        checked={isUnusedElsewhere}
        onChange={(event) => setUnused(event.currentTarget.checked)}
      />
    </Confirm>
  );
}
