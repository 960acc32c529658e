import { Button, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { common } from '../texts/common.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Confirm } from './confirm.tsx';
import { Panel } from './panel.tsx';
import { tellDone } from './tell.tsx';

const texts = defineTexts({
  title: { en: (name: string) => `Delete “${name}”?`, zh: (name) => `删除“${name}”？` },
  deleted: { en: (name: string) => `“${name}” is deleted`, zh: (name) => `“${name}”已删除` },
});

interface DeletePanelProps {
  readonly name: string;
  /** What happens, and what stays. */
  readonly what: string;
  /** The button says what it deletes. */
  readonly button: string;
  /** The list that it stood in. */
  readonly to: string;
  readonly onDelete: () => Promise<unknown>;
}

/** The last part of a page of settings: deletes what the page is about, once its name is typed. */
export function DeletePanel({ name, what, button, to, onDelete }: DeletePanelProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    await onDelete();
    tellDone(said.deleted(name));
    await navigate({ to });
  };
  return (
    <Panel title={words.delete}>
      <Stack align="flex-start" gap="sm">
        <div>{what}</div>
        <Button color="red" variant="outline" onClick={() => setAsking(true)}>
          {button}
        </Button>
      </Stack>
      <Confirm
        isOpen={isAsking}
        title={said.title(name)}
        button={button}
        typed={name}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        {what}
      </Confirm>
    </Panel>
  );
}
