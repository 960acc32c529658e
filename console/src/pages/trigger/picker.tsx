import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { firstField } from '../../parts/first-field.ts';
import { useTexts } from '../../texts/texts.ts';
import { PickChats } from './pick-chats.tsx';
import { PickFromDepartments } from './pick-from-departments.tsx';
import { texts } from './texts.ts';

/** What can be chosen from. */
export type Directory = 'chats' | 'people' | 'departments';

/** A thing that can be ticked. */
export interface Pickable {
  readonly id: string;
  readonly name: string;
  readonly note?: string | undefined;
}

/** What lists of a picker are given. */
export interface PickListProps {
  readonly integrationId: string;
  readonly search: string;
  readonly isPicked: (id: string) => boolean;
  readonly onToggle: (one: Pickable) => void;
}

interface PickerProps {
  readonly title: string;
  readonly of: Directory;
  readonly integrationId: string;
  readonly value: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly onLearn: (id: string, name: string) => void;
  readonly onChange: (value: readonly string[]) => void;
  readonly onClose: () => void;
}

const ids = { chats: 'oc_…', people: 'ou_…', departments: 'od-…' } as const;

/** Chooses groups, people or departments by their names; by their ids where the app may list none. */
export function Picker({ title, of, integrationId, value, onLearn, onChange, onClose }: PickerProps) {
  const said = useTexts(texts);
  const [search, setSearch] = useState('');
  const [typed, setTyped] = useState('');
  const toggle = ({ id, name }: Pickable): void => {
    onLearn(id, name);
    onChange(value.includes(id) ? value.filter((one) => one !== id) : [...value, id]);
  };
  const shared = {
    integrationId,
    search: search.trim(),
    isPicked: (id: string) => value.includes(id),
    onToggle: toggle,
  };
  const add = (): void => {
    const id = typed.trim();
    if (id !== '' && !value.includes(id)) onChange([...value, id]);
    setTyped('');
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        <TextInput
          {...firstField}
          type="search"
          aria-label={said.pickSearch}
          placeholder={said.pickSearch}
          value={search}
          maxLength={60}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {of === 'chats' ? <PickChats {...shared} /> : <PickFromDepartments {...shared} of={of} />}
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={said.pickById}
            placeholder={ids[of]}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // The form behind it is another one.
              event.preventDefault();
              add();
            }}
          />
          <Button variant="default" disabled={typed.trim() === ''} onClick={add}>
            {said.pickAdd}
          </Button>
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{said.pickDone}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
