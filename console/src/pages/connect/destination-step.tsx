import { Button, Radio, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useCatalogue } from '../../data/catalogue.ts';
import { type Destination, type NewDestination, useDestinations } from '../../data/destinations.ts';
import type { Draft } from '../../data/drafts.ts';
import { type Settings, type Variant, variantsOf } from '../../data/setting-fields.ts';
import { Checks } from '../../parts/checks.tsx';
import { useFieldsOfService } from '../../parts/destination-fields.tsx';
import { useDestinationType } from '../../parts/destination-type.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { SettingFields } from '../../parts/setting-field.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './steps.ts';
import { texts } from './texts.ts';
import { useDestinationChoice } from './use-destination-choice.ts';

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
  const choice = useDestinationChoice({ draft, go, known, usualType: variants[0]?.name ?? '' });
  const { isNew, isBusy, isFilled, error, report, isTesting } = choice;
  const hasFailed = report?.isOk === false;
  return (
    <StepFrame
      foot={
        <>
          <Button variant="default" onClick={() => go('modules')}>
            {said.back}
          </Button>
          {hasFailed ? (
            <Button variant="default" disabled={isBusy} onClick={choice.goOn}>
              {said.goOnAnyway}
            </Button>
          ) : null}
          <Button loading={isBusy} disabled={!isFilled} onClick={choice.tryIt}>
            {hasFailed ? said.testAgain : said.testAndNext}
          </Button>
        </>
      }
    >
      <Panel title={said.destinationTitle}>
        <div className={classes.form}>
          {choice.others.length === 0 ? null : (
            <Radio.Group
              aria-label={said.destinationTitle}
              value={isNew ? 'new' : 'known'}
              onChange={(value) => choice.setNew(value === 'new')}
            >
              <Stack gap={8}>
                <Radio value="known" label={said.knownDestination} />
                <Radio value="new" label={said.newDestination} />
              </Stack>
            </Radio.Group>
          )}
          {isNew ? (
            <NewForm variants={variants} value={choice.made} faults={choice.faults} onChange={choice.setMade} />
          ) : (
            <Known choice={choice} hasFailed={hasFailed} />
          )}
        </div>
      </Panel>
      {error === null ? null : <ErrorNotice error={error} />}
      {report === undefined ? null : (
        <Panel title={said.checks} isFlush>
          <Checks lines={report.lines} isRunning={isTesting} />
        </Panel>
      )}
    </StepFrame>
  );
}

interface KnownProps {
  readonly choice: ReturnType<typeof useDestinationChoice>;
  readonly hasFailed: boolean;
}

function Known({ choice: { others, chosen, choose }, hasFailed }: KnownProps) {
  const said = useTexts(texts);
  const typeName = useDestinationType();
  return (
    <>
      <Select
        label={said.destination}
        data={others.map(({ id, name, type }) => ({ value: id, label: `${name} · ${typeName(type)}` }))}
        value={chosen ?? null}
        allowDeselect={false}
        onChange={(value) => choose(value ?? undefined)}
      />
      {hasFailed && chosen !== undefined ? (
        <PlaceLink to={`/destinations/${chosen}`}>{said.changeDestination}</PlaceLink>
      ) : null}
    </>
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
  const fields = useFieldsOfService(variant, value.settings?.path);
  const required = fields.filter(({ isRequired }) => isRequired);
  const others = fields.filter(({ isRequired }) => !isRequired);
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
