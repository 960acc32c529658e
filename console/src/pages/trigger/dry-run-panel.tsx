import { SegmentedControl, Select, Skeleton, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useChangeSearch } from '../../data/search.ts';
import type { Settings } from '../../data/setting-fields.ts';
import { type TypedMessage, useDryRun } from '../../data/trigger-trials.ts';
import type { Trigger } from '../../data/triggers.ts';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { useValueWord } from '../../parts/value-words.ts';
import { useTexts } from '../../texts/texts.ts';
import { DraftFaults } from './draft-faults.tsx';
import { DryDecisions } from './dry-decisions.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

const route = getRouteApi('/shell/triggers/$id');
const typingMs = 400;
/** Past events are read again less often: the audit keeps each time. */
const readingMs = 1_000;
const chatKinds = ['direct', 'group', 'topic'] as const;
const counts = ['20', '50', '100'];

interface DryRunPanelProps {
  readonly trigger: Trigger;
  /** What stands in the form, where it is not saved. */
  readonly unsaved: Settings | undefined;
}

/** What the draft would do, as it stands in the form: with a message that is typed, or with the newest events. */
export function DryRunPanel({ trigger, unsaved }: DryRunPanelProps) {
  const said = useTexts(texts);
  const { try: tried } = route.useSearch();
  const change = useChangeSearch();
  const isOfOtherEvents = (unsaved ?? trigger.draft).kind === 'events';
  const isOfEvents = tried === 'events' || isOfOtherEvents;
  const [message, setMessage] = useState<TypedMessage>({ text: '', chatKind: 'direct', mentionsBot: true });
  const [newest, setNewest] = useState('20');
  const [typed] = useDebouncedValue(message, typingMs);
  const [settings] = useDebouncedValue(unsaved, isOfEvents ? readingMs : typingMs);
  const about = isOfEvents ? { newest: Number(newest) } : typed.text.trim() === '' ? undefined : { message: typed };
  const { data, error, isFetching } = useDryRun({ id: trigger.id, version: trigger.version, settings, about });
  return (
    <Panel
      title={said.dryRun}
      aside={<Tag tone="info">{unsaved === undefined ? said.dryFollows : said.dryFollowsForm}</Tag>}
    >
      <Stack gap="sm">
        {isOfOtherEvents ? null : (
          <SegmentedControl
            fullWidth
            aria-label={said.dryRun}
            data={[
              { value: 'message', label: said.dryMessage },
              { value: 'events', label: said.dryEvents },
            ]}
            value={isOfEvents ? 'events' : 'message'}
            onChange={(next) => change({ try: next === 'events' ? 'events' : undefined })}
          />
        )}
        {isOfEvents ? (
          <Select
            label={said.dryHowMany}
            data={counts}
            value={newest}
            allowDeselect={false}
            onChange={(next) => setNewest(next ?? newest)}
          />
        ) : (
          <MessageFields value={message} onChange={setMessage} />
        )}
        {error === null ? null : <DraftFaults error={error} />}
        {about === undefined ? <p className={classes.about}>{said.dryTypeFirst}</p> : null}
        {about !== undefined && data === undefined && error === null ? <Skeleton height={80} /> : null}
        {about !== undefined && data !== undefined ? (
          <div aria-live="polite" aria-busy={isFetching}>
            <DryDecisions trigger={trigger} decisions={data} isOfEvents={isOfEvents} />
          </div>
        ) : null}
      </Stack>
      <p className={classes.note}>{said.dryNothing}</p>
    </Panel>
  );
}

interface MessageFieldsProps {
  readonly value: TypedMessage;
  readonly onChange: (value: TypedMessage) => void;
}

function MessageFields({ value, onChange }: MessageFieldsProps) {
  const said = useTexts(texts);
  const wordOf = useValueWord();
  const { openId: _, ...withoutSender } = value;
  return (
    <>
      <Textarea
        autosize
        minRows={2}
        maxRows={8}
        label={said.dryText}
        value={value.text}
        onChange={(event) => onChange({ ...value, text: event.currentTarget.value })}
      />
      <Select
        label={said.dryWhere}
        data={chatKinds.map((kind) => ({ value: kind, label: wordOf('chatKinds', kind) }))}
        value={value.chatKind ?? 'direct'}
        allowDeselect={false}
        onChange={(next) => onChange({ ...value, chatKind: chatKinds.find((kind) => kind === next) ?? 'direct' })}
      />
      <TextInput
        label={said.dryWho}
        placeholder="ou_…"
        value={value.openId ?? ''}
        onChange={(event) => {
          const openId = event.currentTarget.value.trim();
          onChange(openId === '' ? withoutSender : { ...value, openId });
        }}
      />
      <Switch
        label={said.dryMentions}
        checked={value.mentionsBot === true}
        onChange={(event) => onChange({ ...value, mentionsBot: event.currentTarget.checked })}
      />
    </>
  );
}
