import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Integration, useChangeIntegration, useDeleteIntegration } from '../../data/integrations.ts';
import { useMay } from '../../data/session.ts';
import { DeletePanel } from '../../parts/delete-panel.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { integrationTexts } from '../../parts/integration-signs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { ModePanel } from './mode-panel.tsx';
import { SecretsPanel } from './secrets-panel.tsx';
import { texts } from './texts.ts';

/** What may be changed of an integration; its app and platform stay. */
export function SettingsTab({ integration }: { readonly integration: Integration }) {
  const mayChange = useMay('change');
  const maySet = useMay('set-secret');
  const { id, version } = integration;
  return (
    <div className={stack.column}>
      {mayChange ? <NamePanel key={`name-${version}`} integration={integration} /> : null}
      <AppPanel integration={integration} />
      {mayChange ? <ModePanel key={`mode-${version}`} integration={integration} /> : null}
      {maySet ? <SecretsPanel key={`secrets-${version}`} integration={integration} /> : null}
      {mayChange ? <Delete key={id} integration={integration} /> : null}
    </div>
  );
}

function NamePanel({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const saving = useChangeIntegration();
  const { id, version, name, baseUrl, secrets } = integration;
  const [host, setHost] = useState(baseUrl ?? '');
  const [secret, setSecret] = useState('');
  const isMoved = host.trim() !== (baseUrl ?? '');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get('name')).trim();
    const moved = isMoved ? { baseUrl: host.trim() === '' ? null : host.trim(), secrets: { app_secret: secret } } : {};
    saving.mutate({ id, version, name: typed, ...moved }, { onSuccess: () => tellDone(said.saved) });
  };
  return (
    <Panel title={words.name}>
      <form className={stack.narrowForm} onSubmit={submit}>
        <TextInput name="name" label={words.name} defaultValue={name} required withAsterisk={false} maxLength={100} />
        <TextInput
          label={said.host}
          description={said.hostHint}
          value={host}
          maxLength={500}
          onChange={(event) => setHost(event.currentTarget.value)}
        />
        {isMoved ? (
          <SecretField
            isSentElsewhere
            label="App Secret"
            setAt={secrets.app_secret?.updatedAt}
            value={secret}
            onChange={(value) => setSecret(value ?? '')}
          />
        ) : null}
        {saving.error === null ? null : <ErrorNotice error={saving.error} />}
        <div>
          <Button type="submit" loading={saving.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function AppPanel({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const { region, kind, appId, createdAt, changedAt } = integration;
  return (
    <Panel title={said.app}>
      <Facts
        facts={[
          { name: said.platform, value: words[region] },
          { name: said.kind, value: words[kind] },
          { name: said.appId, value: <code>{appId}</code> },
          { name: said.created, value: <Time at={createdAt} /> },
          { name: said.changed, value: <Time at={changedAt} /> },
        ]}
      />
    </Panel>
  );
}

function Delete({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const deleting = useDeleteIntegration();
  const { id, version, name } = integration;
  return (
    <DeletePanel
      name={name}
      what={said.deleteWhat}
      button={said.deleteButton}
      to="/integrations"
      onDelete={() => deleting.mutateAsync({ id, version })}
    />
  );
}
