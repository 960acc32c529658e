import { useState } from 'react';
import { fieldFaults } from '../../data/field-faults.ts';
import { type Handler, useChangeHandler, useDeleteHandler } from '../../data/handlers.ts';
import { useHeldVersion } from '../../data/held-version.ts';
import { useMay } from '../../data/session.ts';
import { fieldsOf, isSettings, type Settings } from '../../data/setting-fields.ts';
import { useTriggerCatalogue } from '../../data/trigger-catalogue.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { DeletePanel } from '../../parts/delete-panel.tsx';
import { type GivenSecrets, HandlerSecrets, secretNamesOf } from '../../parts/handler-secrets.tsx';
import { NamedForm } from '../../parts/named-form.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SettingFields } from '../../parts/setting-field.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { KeyPanel, SecretsPanel } from './secrets-panels.tsx';
import { texts } from './texts.ts';

interface PanelProps {
  readonly handler: Handler;
}

/** What may be changed of it; whoever may not change it sees it. */
export function SettingsPanels({ handler }: PanelProps) {
  const said = useTexts(texts);
  const mayPrograms = useMay('change');
  const mayChange = useMay('change-triggers') && (mayPrograms || handler.kind !== 'command');
  const maySecrets = useMay('set-secret');
  if (!mayChange) {
    return (
      <Panel title={said.settings}>
        <CodeBlock label={said.settings} text={JSON.stringify(handler.settings, undefined, 2)} />
      </Panel>
    );
  }
  return (
    <>
      <SettingsPanel handler={handler} />
      {maySecrets && handler.kind === 'http' ? <KeyPanel handler={handler} /> : null}
      {maySecrets ? <SecretsPanel key={JSON.stringify(handler.secrets)} handler={handler} /> : null}
      <Delete handler={handler} />
    </>
  );
}

/** Where requests go: what is kept is sent to no other host. */
const hostOf = ({ url, baseUrl, servers, brokers }: Settings): string => {
  const place = String(url ?? baseUrl ?? servers ?? brokers ?? '');
  return URL.canParse(place) ? new URL(place).host : place;
};

function SettingsPanel({ handler }: PanelProps) {
  const said = useTexts(texts);
  const saving = useChangeHandler();
  const { data } = useTriggerCatalogue();
  const { id, kind } = handler;
  const [version, hold] = useHeldVersion(handler, (of) => [of.name, of.settings]);
  const [name, setName] = useState(handler.name);
  const [settings, setSettings] = useState<Settings>(handler.settings);
  const [secrets, setSecrets] = useState<GivenSecrets>({});
  const schemas: Settings = data?.handlers ?? {};
  const schema = schemas[kind];
  const faults = fieldFaults(saving.error);
  const isElsewhere = hostOf(settings) !== hostOf(handler.settings);
  // With another host all of them; otherwise those that have come with a new name.
  const asked = secretNamesOf(kind, settings).filter((one) => isElsewhere || handler.secrets[one] === undefined);
  const maySecrets = useMay('set-secret');
  const save = (): void => {
    const given = Object.fromEntries(Object.entries(secrets).filter(([one]) => asked.includes(one)));
    const onSuccess = (kept: Handler): void => {
      hold(kept);
      setSecrets({});
      tellDone(said.saved);
    };
    const changed = { id, version, name: name.trim(), settings };
    saving.mutate(Object.keys(given).length === 0 ? changed : { ...changed, secrets: given }, { onSuccess });
  };
  return (
    <Panel title={said.settings}>
      <NamedForm className={stack.form} name={name} onName={setName} saving={saving} onSave={save}>
        <SettingFields
          fields={isSettings(schema) ? fieldsOf(schema) : []}
          value={settings}
          faults={faults}
          onChange={setSettings}
        />
        {asked.length > 0 && maySecrets ? (
          <HandlerSecrets
            names={asked}
            kept={handler.secrets}
            value={secrets}
            isSentElsewhere={isElsewhere}
            onChange={setSecrets}
          />
        ) : null}
      </NamedForm>
    </Panel>
  );
}

function Delete({ handler }: PanelProps) {
  const said = useTexts(texts);
  const deleting = useDeleteHandler();
  const { id, version, name } = handler;
  return (
    <DeletePanel
      name={name}
      what={said.deleteWhat}
      button={said.deleteButton}
      to="/handlers"
      onDelete={() => deleting.mutateAsync({ id, version })}
    />
  );
}
