import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { fieldFaults } from '../../data/field-faults.ts';
import { useIntegrations } from '../../data/integrations.ts';
import { useCreateTrigger } from '../../data/triggers.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { firstField } from '../../parts/first-field.ts';
import { Notice } from '../../parts/notice.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { IntegrationField } from './integration-field.tsx';
import { texts } from './texts.ts';

interface NewTriggerFormProps {
  /** That the list is narrowed to. */
  readonly integrationId: string | undefined;
  readonly onClose: () => void;
}

/** Makes a draft, and goes on in its editor. */
export function NewTriggerForm({ integrationId: narrowed, onClose }: NewTriggerFormProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const navigate = useNavigate();
  const creating = useCreateTrigger();
  const integrations = useIntegrations();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [kind, setKind] = useState('messages');
  const faults = fieldFaults(creating.error);
  const integrationId = chosen ?? narrowed ?? integrations.items[0]?.id ?? null;
  const create = async (): Promise<void> => {
    if (integrationId === null) return;
    const { id } = await creating.mutateAsync({ name: name.trim(), integrationId, settings: { kind } });
    tellDone(said.created(name.trim()));
    await navigate({ to: `/triggers/${id}` });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void create().catch(() => undefined);
  };
  const isNone = !integrations.isLoading && integrations.items.length === 0;
  return (
    <Modal opened onClose={onClose} title={said.create}>
      <form onSubmit={submit}>
        <Stack>
          {isNone ? (
            <Notice tone="info" actions={<PlaceButton to="/catalogue">{said.connect}</PlaceButton>}>
              {said.noIntegration}
            </Notice>
          ) : null}
          <TextInput
            required
            {...firstField}
            withAsterisk={false}
            label={words.name}
            value={name}
            error={faults.name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <IntegrationField value={integrationId} error={faults.integrationId} onChange={setChosen} />
          <Radio.Group label={said.kind} value={kind} onChange={setKind}>
            <Stack gap="xs" mt={4}>
              <Radio value="messages" label={said.messages} />
              <Radio value="events" label={said.events} />
            </Stack>
          </Radio.Group>
          {creating.error === null ? null : <ErrorNotice error={creating.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" disabled={isNone} loading={creating.isPending}>
              {said.createButton}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
