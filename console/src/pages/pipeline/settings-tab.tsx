import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useDestinations } from '../../data/destinations.ts';
import { useHeldVersion } from '../../data/held-version.ts';
import { useOneDestination } from '../../data/one-destination.ts';
import { type CheckedPipeline, useChangePipeline, useDeletePipeline } from '../../data/pipeline.ts';
import { useMay } from '../../data/session.ts';
import { DeletePanel } from '../../parts/delete-panel.tsx';
import { useDestinationType } from '../../parts/destination-type.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ScheduleField } from '../../parts/schedule-field.tsx';
import { ScheduleText } from '../../parts/schedule-text.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { ModulesPanel } from './modules-panel.tsx';
import { texts } from './texts.ts';

interface TabProps {
  readonly pipeline: CheckedPipeline;
}

/** What it reads to where and when; whoever may not change it sees it. */
export function SettingsTab({ pipeline }: TabProps) {
  const mayChange = useMay('change');
  // Each form keeps what is typed while others change the pipeline: a version that is old is refused.
  return (
    <div className={stack.column}>
      {mayChange ? <SchedulePanel pipeline={pipeline} /> : <SchedulePlain pipeline={pipeline} />}
      {mayChange ? <NamePanel pipeline={pipeline} /> : null}
      <ModulesPanel pipeline={pipeline} />
      {mayChange ? <Delete pipeline={pipeline} /> : null}
    </div>
  );
}

interface FormProps {
  readonly title: string;
  readonly error: Error | null;
  readonly isBusy: boolean;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

function FormPanel({ title, error, isBusy, onSave, children }: FormProps) {
  const words = useTexts(common);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave();
  };
  return (
    <Panel title={title}>
      <form className={stack.narrowForm} onSubmit={submit}>
        {children}
        {error === null ? null : <ErrorNotice error={error} />}
        <div>
          <Button type="submit" loading={isBusy}>
            {words.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function SchedulePanel({ pipeline }: TabProps) {
  const said = useTexts(texts);
  const saving = useChangePipeline();
  const { id } = pipeline;
  const [version, hold] = useHeldVersion(pipeline, (of) => of.schedule);
  const [schedule, setSchedule] = useState(pipeline.schedule);
  const done = (kept: CheckedPipeline): void => {
    hold(kept);
    tellDone(said.saved);
  };
  const save = (): void => saving.mutate({ id, version, schedule }, { onSuccess: done });
  return (
    <FormPanel title={said.schedule} error={saving.error} isBusy={saving.isPending} onSave={save}>
      <ScheduleField value={schedule} onChange={setSchedule} />
    </FormPanel>
  );
}

function SchedulePlain({ pipeline }: TabProps) {
  const said = useTexts(texts);
  return (
    <Panel title={said.schedule}>
      <ScheduleText schedule={pipeline.schedule} />
    </Panel>
  );
}

function NamePanel({ pipeline }: TabProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const saving = useChangePipeline();
  const { id } = pipeline;
  const [version, hold] = useHeldVersion(pipeline, (of) => [of.name, of.destinationId]);
  const [name, setName] = useState(pipeline.name);
  const [destinationId, setDestinationId] = useState(pipeline.destinationId);
  const typeName = useDestinationType();
  const listed = useDestinations().items;
  const own = useOneDestination(pipeline.destinationId ?? undefined).data;
  // Its own may be far behind in the list.
  const known = own === undefined || listed.some((one) => one.id === own.id) ? listed : [own, ...listed];
  const done = (kept: CheckedPipeline): void => {
    hold(kept);
    tellDone(said.saved);
  };
  const save = (): void => saving.mutate({ id, version, name: name.trim(), destinationId }, { onSuccess: done });
  return (
    <FormPanel title={said.nameAndEnds} error={saving.error} isBusy={saving.isPending} onSave={save}>
      <TextInput
        required
        withAsterisk={false}
        label={words.name}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        searchable
        label={words.destination}
        data={known.map((one) => ({ value: one.id, label: `${one.name} · ${typeName(one.type)}` }))}
        value={destinationId}
        allowDeselect={false}
        onChange={setDestinationId}
      />
    </FormPanel>
  );
}

function Delete({ pipeline }: TabProps) {
  const said = useTexts(texts);
  const deleting = useDeletePipeline();
  const { id, version, name } = pipeline;
  return (
    <DeletePanel
      name={name}
      what={said.deleteWhat}
      button={said.deleteButton}
      to="/pipelines"
      onDelete={() => deleting.mutateAsync({ id, version })}
    />
  );
}
