import { Button, Radio, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../../../src/client/api-error.ts';
import { useCatalogue } from '../../data/catalogue.ts';
import {
  type Destination,
  type NewDestination,
  useCreateDestination,
  useDestinations,
  useTestDestination,
} from '../../data/destinations.ts';
import { type Draft, useChangeDraft } from '../../data/drafts.ts';
import { isSettings, type Settings, type Variant, variantsOf } from '../../data/setting-fields.ts';
import { Checks } from '../../parts/checks.tsx';
import { useDestinationType } from '../../parts/destination-type.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SettingFields } from '../../parts/setting-field.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './steps.ts';
import { texts } from './texts.ts';

type WithDraft = StepProps & { readonly draft: Draft };

/** Where rows are written: a destination that there is, or a new one. It is tried before the next step. */
export function DestinationStep(props: WithDraft) {
  const list = useDestinations();
  const { data, error } = useCatalogue();
  if (error !== null) return <ErrorNotice error={error} />;
  const entry = data?.items[0];
  if (list.isLoading || entry === undefined) return <Skeleton height={320} />;
  return <Loaded {...props} known={list.items} variants={variantsOf(entry.schemas.destination, 'type')} />;
}

interface LoadedProps extends WithDraft {
  readonly known: readonly Destination[];
  readonly variants: readonly Variant[];
}

function Loaded({ draft, go, known, variants }: LoadedProps) {
  const said = useTexts(texts);
  const typeName = useDestinationType();
  const [isNew, setNew] = useState(known.length === 0);
  const [chosen, setChosen] = useState(draft.destinationId ?? known[0]?.id);
  const [made, setMade] = useState<NewDestination>({ name: '', type: variants[0]?.name ?? '' });
  const creating = useCreateDestination();
  const testing = useTestDestination();
  const changing = useChangeDraft();
  const fields = faultsOf(creating.error);
  const save = async (): Promise<void> => {
    const id = isNew ? (await creating.mutateAsync(made)).id : chosen;
    if (id === undefined) return;
    // It is there now: what is tried again is the same one.
    setChosen(id);
    setNew(false);
    await changing.mutateAsync({ draft, destinationId: id });
    const { isOk } = await testing.mutateAsync(id);
    if (isOk) go('schedule');
  };
  const error = changing.error ?? testing.error ?? creating.error;
  const isBusy = creating.isPending || testing.isPending || changing.isPending;
  const isFilled = isNew ? made.name.trim() !== '' : chosen !== undefined;
  const hasFailed = testing.data?.isOk === false;
  return (
    <StepFrame
      foot={
        <>
          <Button variant="default" onClick={() => go('modules')}>
            {said.back}
          </Button>
          {hasFailed ? (
            <Button variant="default" onClick={() => go('schedule')}>
              {said.goOnAnyway}
            </Button>
          ) : null}
          <Button loading={isBusy} disabled={!isFilled} onClick={() => void save().catch(() => undefined)}>
            {hasFailed ? said.testAgain : said.testAndNext}
          </Button>
        </>
      }
    >
      <Panel title={said.destinationTitle}>
        <div className={classes.form}>
          {known.length === 0 && chosen === undefined ? null : (
            <Radio.Group
              aria-label={said.destinationTitle}
              value={isNew ? 'new' : 'known'}
              onChange={(value) => setNew(value === 'new')}
            >
              <Stack gap={8}>
                <Radio value="known" label={said.knownDestination} />
                <Radio value="new" label={said.newDestination} />
              </Stack>
            </Radio.Group>
          )}
          {isNew ? (
            <NewForm variants={variants} value={made} faults={fields} onChange={setMade} />
          ) : (
            <Select
              label={said.destination}
              data={known.map(({ id, name, type }) => ({ value: id, label: `${name} · ${typeName(type)}` }))}
              value={chosen ?? null}
              allowDeselect={false}
              onChange={(value) => setChosen(value ?? undefined)}
            />
          )}
        </div>
      </Panel>
      {error === null ? null : <ErrorNotice error={error} />}
      {testing.data === undefined ? null : (
        <Panel title={said.checks} isFlush>
          <Checks lines={testing.data.lines} isRunning={testing.isPending} />
        </Panel>
      )}
    </StepFrame>
  );
}

/** What the service says of each field, by the last name of its path: `settings.path` → `path`. */
function faultsOf(error: unknown): Readonly<Record<string, string>> {
  const fields = error instanceof ApiError ? error.details.fields : undefined;
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(
    fields.filter(isSettings).map(({ path, message }) => [String(path).split('.').at(-1) ?? '', String(message)]),
  );
}

interface NewFormProps {
  readonly variants: readonly Variant[];
  readonly value: NewDestination;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (value: NewDestination) => void;
}

function NewForm({ variants, value, faults, onChange }: NewFormProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const variant = variants.find(({ name }) => name === value.type);
  const required = variant?.fields.filter(({ isRequired }) => isRequired) ?? [];
  const others = variant?.fields.filter(({ isRequired }) => !isRequired) ?? [];
  const settings: Settings = { ...value.settings, ...value.secrets };
  const set = ({ url, ...rest }: Settings): void =>
    onChange({ ...value, settings: rest, ...(typeof url === 'string' ? { secrets: { url } } : { secrets: {} }) });
  return (
    <>
      <Select
        label={said.destinationType}
        description={variant?.description}
        data={variants.map(({ name, title }) => ({ value: name, label: title }))}
        value={value.type}
        allowDeselect={false}
        onChange={(type) => onChange({ name: value.name, type: type ?? value.type })}
      />
      <TextInput
        label={words.name}
        value={value.name}
        error={faults.name}
        maxLength={100}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <SettingFields key={value.type} fields={required} value={settings} faults={faults} onChange={set} />
      <details className={classes.more}>
        <summary>{said.moreOptions}</summary>
        <div className={classes.form}>
          <SettingFields fields={others} value={settings} faults={faults} onChange={set} />
        </div>
      </details>
    </>
  );
}
