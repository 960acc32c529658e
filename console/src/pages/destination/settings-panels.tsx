import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCatalogue } from '../../data/catalogue.ts';
import type { Destination } from '../../data/destinations.ts';
import { fieldFaults } from '../../data/field-faults.ts';
import { useHeldVersion } from '../../data/held-version.ts';
import { useChangeDestination, useDeleteDestination, useSetAddress } from '../../data/one-destination.ts';
import { useMay } from '../../data/session.ts';
import { variantsOf } from '../../data/setting-fields.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { DeletePanel } from '../../parts/delete-panel.tsx';
import { DestinationFields, type FilledDestination } from '../../parts/destination-fields.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { NamedForm } from '../../parts/named-form.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface PanelProps {
  readonly destination: Destination;
}

/** What may be changed of it; whoever may not change it sees it. */
export function SettingsPanels({ destination }: PanelProps) {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const maySet = useMay('set-secret');
  const { id, type, settings, secrets } = destination;
  if (!mayChange) {
    return (
      <Panel title={said.settings}>
        <CodeBlock label={said.settings} text={JSON.stringify({ type, ...settings }, undefined, 2)} />
      </Panel>
    );
  }
  return (
    <>
      <SettingsPanel key={`settings-${id}`} destination={destination} />
      {maySet && type === 'postgres' ? (
        <AddressPanel key={`address-${secrets.url?.updatedAt}`} destination={destination} />
      ) : null}
      <Delete destination={destination} />
    </>
  );
}

function SettingsPanel({ destination }: PanelProps) {
  const said = useTexts(texts);
  const saving = useChangeDestination();
  const { data } = useCatalogue();
  const { id, type } = destination;
  const [version, hold] = useHeldVersion(destination, (of) => [of.name, of.settings]);
  const [name, setName] = useState(destination.name);
  const [filled, setFilled] = useState<FilledDestination>({ settings: destination.settings, url: undefined });
  const variant = variantsOf(data?.items[0]?.schemas.destination ?? {}, 'type').find((one) => one.name === type);
  const faults = fieldFaults(saving.error);
  const save = (): void => {
    const { settings } = filled;
    const onSuccess = (kept: Destination): void => {
      hold(kept);
      tellDone(said.saved);
    };
    saving.mutate({ id, version, name: name.trim(), settings }, { onSuccess });
  };
  return (
    <Panel title={said.settings}>
      <NamedForm className={stack.form} name={name} onName={setName} saving={saving} onSave={save}>
        {variant === undefined ? null : (
          <DestinationFields variant={variant} value={filled} faults={faults} hasSecrets={false} onChange={setFilled} />
        )}
      </NamedForm>
    </Panel>
  );
}

function AddressPanel({ destination }: PanelProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const setting = useSetAddress();
  const [url, setUrl] = useState<string>();
  const { id, version, secrets } = destination;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (url !== undefined) setting.mutate({ id, version, url }, { onSuccess: () => tellDone(said.addressSaved) });
  };
  return (
    <Panel title={said.address}>
      <form className={stack.form} onSubmit={submit}>
        <SecretField
          label={said.address}
          description={said.addressAbout}
          setAt={secrets.url?.updatedAt}
          value={url}
          onChange={setUrl}
        />
        {setting.error === null ? null : <ErrorNotice error={setting.error} />}
        <div>
          <Button type="submit" disabled={url === undefined || url === ''} loading={setting.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Delete({ destination }: PanelProps) {
  const said = useTexts(texts);
  const deleting = useDeleteDestination();
  const { id, version, name } = destination;
  return (
    <DeletePanel
      name={name}
      what={said.deleteWhat}
      button={said.deleteButton}
      to="/destinations"
      onDelete={() => deleting.mutateAsync({ id, version })}
    />
  );
}
