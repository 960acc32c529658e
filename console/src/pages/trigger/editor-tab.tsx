import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { pathFaults } from '../../data/field-faults.ts';
import { useHeldVersion } from '../../data/held-version.ts';
import { useMay } from '../../data/session.ts';
import type { Settings } from '../../data/setting-fields.ts';
import { useTriggerCatalogue } from '../../data/trigger-catalogue.ts';
import { type Trigger, useChangeTrigger } from '../../data/triggers.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import stack from '../../parts/stack.module.css';
import { NowPill } from '../../parts/state-sign.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { DryRunPanel } from './dry-run-panel.tsx';
import { SettingSearch } from './setting-search.tsx';
import { SettingSections } from './setting-sections.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

/** The draft, and beside it what it would do. */
export function EditorTab({ trigger }: { readonly trigger: Trigger }) {
  const mayChange = useMay('change-triggers');
  const mayTry = useMay('see-payloads');
  const [draft, setDraft] = useState<Settings>(trigger.draft);
  const [saved, setSaved] = useState<Settings>(trigger.draft);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  const onSaved = (kept: Settings): void => {
    setDraft(kept);
    setSaved(kept);
  };
  return (
    <div className={classes.columns}>
      <DraftForm
        {...{ trigger, mayChange, draft, isChanged, onSaved }}
        onChange={setDraft}
        onDiscard={() => setDraft(saved)}
      />
      <div className={`${stack.column} ${classes.beside}`}>
        {mayTry ? <DryRunPanel trigger={trigger} unsaved={isChanged ? draft : undefined} /> : null}
      </div>
    </div>
  );
}

interface DraftFormProps {
  readonly trigger: Trigger;
  readonly mayChange: boolean;
  readonly draft: Settings;
  readonly isChanged: boolean;
  readonly onChange: (draft: Settings) => void;
  /** With what is usual where nothing was chosen. */
  readonly onSaved: (draft: Settings) => void;
  readonly onDiscard: () => void;
}

function DraftForm({ trigger, mayChange, draft, isChanged, onChange, onSaved, onDiscard }: DraftFormProps) {
  const said = useTexts(texts);
  const saving = useChangeTrigger();
  const { data, error } = useTriggerCatalogue();
  const { id, integrationId } = trigger;
  const [version, hold] = useHeldVersion(trigger, (of) => of.draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const onSuccess = (kept: Trigger): void => {
      hold(kept);
      onSaved(kept.draft);
      tellDone(said.saved);
    };
    saving.mutate({ id, version, settings: draft }, { onSuccess, onError: showFirstFault });
  };
  const discard = (): void => {
    onDiscard();
    saving.reset();
  };
  if (error !== null) return <ErrorNotice error={error} />;
  return (
    <form className={stack.column} onSubmit={submit}>
      {mayChange ? null : <Notice tone="info">{said.readOnly}</Notice>}
      {data === undefined ? null : (
        <>
          <SettingSearch schema={data.trigger} kind={String(draft.kind)} xpert={data.xpert} />
          <SettingSections
            schema={data.trigger}
            integrationId={integrationId}
            value={draft}
            faults={pathFaults(saving.error)}
            isFixed={!mayChange}
            onChange={onChange}
          />
        </>
      )}
      {mayChange ? (
        <div className={classes.foot}>
          <Button type="submit" loading={saving.isPending} disabled={!isChanged}>
            {said.saveDraft}
          </Button>
          {isChanged ? (
            <>
              <Button variant="subtle" onClick={discard}>
                {said.discard}
              </Button>
              <NowPill is="draft" word={said.unsaved} />
            </>
          ) : null}
          {saving.error === null ? null : <ErrorNotice error={saving.error} />}
        </div>
      ) : null}
    </form>
  );
}

/** It may be far above the button that was pressed. */
function showFirstFault(): void {
  setTimeout(() => {
    const field = document.querySelector('main [data-setting] .mantine-InputWrapper-error, main [data-fault]');
    field?.closest('[data-setting]')?.scrollIntoView({ block: 'center' });
  });
}
