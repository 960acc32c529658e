import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCatalogue } from '../../data/catalogue.ts';
import { type Draft, type Schedule, useChangeDraft } from '../../data/drafts.ts';
import { type Integration, useChangeMode } from '../../data/integrations.ts';
import { usePreferences } from '../../data/preferences.ts';
import { fieldsOf, type Settings } from '../../data/setting-fields.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SettingFields } from '../../parts/setting-field.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { StepFrame } from './step-frame.tsx';
import { faultsBelow, type StepProps } from './steps.ts';
import { texts } from './texts.ts';

const kinds = ['manual', 'every', 'cron', 'live'] as const;
const minutes = ['5', '15', '30', '60', '180', '360', '720', '1440'];

/** When it runs. A live one needs events: how they come is chosen here, too. */
export function ScheduleStep({ integration, draft, go }: StepProps & { readonly draft: Draft }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const [schedule, setSchedule] = useState<Schedule>(draft.schedule);
  const [streams, setStreams] = useState<Settings>(draft.streams);
  const changing = useChangeDraft(draft);
  // Of what is kept: not of what has been chosen since.
  const faults = schedule === draft.schedule || changing.isSuccess ? faultsBelow(draft, 'schedule', language) : {};
  const save = async (): Promise<void> => {
    const kept = await changing.mutateAsync({ draft, schedule, streams });
    if (!kept.faults.some(({ path }) => path.startsWith('schedule') || path.startsWith('streams'))) go('plan');
  };
  return (
    <StepFrame
      foot={
        <>
          <Button variant="default" onClick={() => go('destination')}>
            {said.back}
          </Button>
          <Button loading={changing.isPending} onClick={() => void save().catch(() => undefined)}>
            {said.next}
          </Button>
        </>
      }
    >
      <Panel title={said.scheduleTitle}>
        <div className={classes.form}>
          <ScheduleForm
            value={schedule}
            onChange={(value) => {
              setSchedule(value);
              changing.reset();
            }}
          />
          {schedule.kind === 'live' && integration.mode === 'none' ? <EventsNeeded integration={integration} /> : null}
          {Object.values(faults).map((fault) => (
            <Notice key={fault} tone="bad">
              {fault}
            </Notice>
          ))}
        </div>
      </Panel>
      <StreamsPanel value={streams} faults={faultsBelow(draft, 'streams', language)} onChange={setStreams} />
      {changing.error === null ? null : <ErrorNotice error={changing.error} />}
    </StepFrame>
  );
}

interface ScheduleFormProps {
  readonly value: Schedule;
  readonly onChange: (value: Schedule) => void;
}

function ScheduleForm({ value, onChange }: ScheduleFormProps) {
  const said = useTexts(texts);
  const { timeZone } = usePreferences();
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const usual: Readonly<Record<Schedule['kind'], Schedule>> = {
    manual: { kind: 'manual' },
    every: { kind: 'every', minutes: 60 },
    cron: { kind: 'cron', line: '0 6 * * *', zone },
    live: { kind: 'live' },
  };
  const hints = { manual: said.manualHint, every: said.everyHint, cron: said.cronHint, live: said.liveHint };
  const choose = (chosen: string): void => {
    const kind = kinds.find((one) => one === chosen);
    if (kind !== undefined && kind !== value.kind) onChange(usual[kind]);
  };
  return (
    <>
      <div>
        <SegmentedControl
          aria-label={said.scheduleTitle}
          value={value.kind}
          data={kinds.map((kind) => ({ value: kind, label: said[kind] }))}
          onChange={choose}
        />
      </div>
      {value.kind === 'every' ? (
        <Select
          label={said.every}
          maw={240}
          data={[...new Set([...minutes, String(value.minutes)])].map((one) => ({
            value: one,
            label: said.minutes(Number(one)),
          }))}
          value={String(value.minutes)}
          allowDeselect={false}
          onChange={(chosen) => onChange({ kind: 'every', minutes: Number(chosen) })}
        />
      ) : null}
      {value.kind === 'cron' ? (
        <div className={classes.pair}>
          <TextInput
            label={said.cronLine}
            description={said.cronLineHint}
            value={value.line}
            maxLength={100}
            onChange={(event) => onChange({ ...value, line: event.currentTarget.value })}
          />
          <Select
            searchable
            label={said.zone}
            description={said.zoneHint}
            data={[...new Set([value.zone, ...Intl.supportedValuesOf('timeZone')])]}
            limit={50}
            value={value.zone}
            allowDeselect={false}
            onChange={(chosen) => onChange({ ...value, zone: chosen ?? value.zone })}
          />
        </div>
      ) : null}
      <p className={classes.note}>{hints[value.kind]}</p>
    </>
  );
}

/** A live pipeline follows events, and none come yet. */
function EventsNeeded({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const changing = useChangeMode();
  const { id, version } = integration;
  const choose = (
    <Button
      size="compact-sm"
      loading={changing.isPending}
      onClick={() => changing.mutate({ id, version, mode: 'long_connection' })}
    >
      {said.useLongConnection}
    </Button>
  );
  return (
    <>
      <Notice tone="warn" actions={choose}>
        <strong>{said.eventsNeeded}</strong>
        <div>{said.eventsNeededWhat}</div>
      </Notice>
      {changing.error === null ? null : <ErrorNotice error={changing.error} />}
    </>
  );
}

interface StreamsPanelProps {
  readonly value: Settings;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (value: Settings) => void;
}

function StreamsPanel({ value, faults, onChange }: StreamsPanelProps) {
  const said = useTexts(texts);
  const { data } = useCatalogue();
  const fields = fieldsOf(data?.items[0]?.schemas.streams ?? {}).filter(({ kind }) => kind === 'list');
  return (
    <Panel title={said.streams}>
      <div className={classes.form}>
        <p className={classes.note}>{said.streamsAbout}</p>
        <details className={classes.more}>
          <summary>{said.moreOptions}</summary>
          <div className={classes.form}>
            <SettingFields fields={fields} value={value} faults={faults} onChange={onChange} />
          </div>
        </details>
      </div>
    </Panel>
  );
}
