import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { common } from '../texts/common.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { ErrorNotice } from './error-notice.tsx';
import { firstField } from './first-field.ts';

const texts = defineTexts({
  type: { en: (name: string) => `Type “${name}” to confirm`, zh: (name) => `请输入“${name}”以确认` },
});

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What happens. */
  readonly children: ReactNode;
  /** The button says what it does, with its number: "Delete 3 runs". */
  readonly button: string;
  /** What must be typed first: the name of the thing, or the number. */
  readonly typed?: string | undefined;
  readonly isDangerous?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before what cannot be taken back. Stays open, with the reason, when the service refuses. */
export function Confirm(props: ConfirmProps) {
  const { isOpen, title, onClose } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      {isOpen ? <ConfirmForm {...props} /> : null}
    </Modal>
  );
}

function ConfirmForm({ children, button, typed, isDangerous = true, onConfirm, onClose }: ConfirmProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const [entered, setEntered] = useState('');
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error?: unknown }>({ isBusy: false });
  const confirm = async (): Promise<void> => {
    setState({ isBusy: true });
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Stack>
        <div>{children}</div>
        {typed === undefined ? null : (
          <TextInput
            {...firstField}
            label={said.type(typed)}
            value={entered}
            autoComplete="off"
            onChange={(event) => setEntered(event.currentTarget.value)}
          />
        )}
        {state.error === undefined ? null : <ErrorNotice error={state.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button
            type="submit"
            {...(isDangerous ? { color: 'red' } : {})}
            loading={state.isBusy}
            disabled={typed !== undefined && entered !== typed}
          >
            {button}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
