import { Button, Group, Modal, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { channelKinds } from '../../../../src/model/service/alert.ts';
import { type AlertChannel, useAlertChannel, useSaveAlertChannel } from '../../data/alert-channels.ts';
import { pathFaults } from '../../data/field-faults.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { firstField } from '../../parts/first-field.ts';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { beginningOf, type ChannelDraft, channelOf, draftOf } from './channel-draft.ts';
import { KindSettings } from './kind-settings.tsx';
import { QuietHours } from './quiet-hours.tsx';
import { texts } from './texts.ts';
import { ToldKinds } from './told-kinds.tsx';

interface ChannelDialogProps {
  /** Undefined: a new one. */
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** Makes a channel, or changes one. */
export function ChannelDialog({ id, onClose }: ChannelDialogProps) {
  const said = useTexts(texts);
  const { data, error } = useAlertChannel(id);
  const isReady = id === undefined || data !== undefined;
  return (
    <Modal opened onClose={onClose} title={data === undefined ? said.newChannel : data.name} size="lg">
      {error === null ? null : <ErrorNotice error={error} />}
      {isReady ? <Form before={data} onClose={onClose} /> : error === null ? <Skeleton height={320} /> : null}
    </Modal>
  );
}

interface FormProps {
  readonly before: AlertChannel | undefined;
  readonly onClose: () => void;
}

function Form({ before: current, onClose }: FormProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const saving = useSaveAlertChannel();
  // It may change while the form is filled in: what it was filled from counts.
  const [before] = useState(current);
  const language = useLanguage();
  const [draft, setDraft] = useState(() => draftOf(before, language));
  const faults = pathFaults(saving.error);
  const set = (changed: Partial<ChannelDraft>): void => {
    setDraft((old) => ({ ...old, ...changed }));
    // What was said of it is old.
    saving.reset();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const done = (): void => {
      tellDone(said.saved(draft.name.trim()));
      onClose();
    };
    saving.mutate({ before, channel: channelOf(draft) }, { onSuccess: done });
  };
  return (
    <form onSubmit={save}>
      <Stack>
        <TextInput
          required
          {...firstField}
          withAsterisk={false}
          label={words.name}
          value={draft.name}
          error={faults.name}
          maxLength={100}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={said.way}
          data={channelKinds.map((value) => ({ value, label: said[value] }))}
          value={draft.kind}
          disabled={before !== undefined}
          allowDeselect={false}
          onChange={(chosen) => {
            const kind = channelKinds.find((each) => each === chosen) ?? draft.kind;
            set({ kind, settings: beginningOf(kind), secret: undefined });
          }}
        />
        <KindSettings key={draft.kind} draft={draft} before={before} faults={faults} onChange={set} />
        <Select
          label={said.language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'zh', label: '简体中文' },
          ]}
          value={draft.language}
          allowDeselect={false}
          onChange={(chosen) => set({ language: chosen === 'zh' ? 'zh' : 'en' })}
        />
        <ToldKinds kinds={draft.kinds} onChange={(kinds) => set({ kinds })} />
        <QuietHours value={draft.quietHours} faults={faults} onChange={(quietHours) => set({ quietHours })} />
        {saving.error === null ? null : <ErrorNotice error={saving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
