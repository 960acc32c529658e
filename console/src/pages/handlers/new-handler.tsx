import { Button, Group, Modal, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { ApiSchemas } from '../../../../src/client/contract/schemas.ts';
import { fieldFaults } from '../../data/field-faults.ts';
import { type HandlerKind, useCreateHandler, useTestHandler } from '../../data/handlers.ts';
import { useMay } from '../../data/session.ts';
import { fieldsOf, isSettings, type SettingField, type Settings } from '../../data/setting-fields.ts';
import { useTriggerCatalogue } from '../../data/trigger-catalogue.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { firstField } from '../../parts/first-field.ts';
import { handlerKinds, useHandlerKind } from '../../parts/handler-kinds.ts';
import { type GivenSecrets, HandlerSecrets, secretNamesOf } from '../../parts/handler-secrets.tsx';
import { SettingFields } from '../../parts/setting-field.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

type Made = ApiSchemas['MadeHandler'];

/** Makes a handler, shows the key of its signatures this once, tries it, and shows what was found on its page. */
export function NewHandlerForm({ onClose }: { readonly onClose: () => void }) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  const testing = useTestHandler();
  const { data, error } = useTriggerCatalogue();
  const [made, setMade] = useState<Made>();
  const finish = async (id: string): Promise<void> => {
    // What it finds stands on the page.
    void testing.mutateAsync(id).catch(() => undefined);
    await navigate({ to: `/handlers/${id}` });
  };
  const done = (handler: Made): void => {
    tellDone(said.created(handler.name));
    if (handler.signingKey === null) void finish(handler.id);
    else setMade(handler);
  };
  if (made !== undefined) {
    return (
      <Modal opened onClose={() => void finish(made.id)} title={said.keyTitle} size="lg">
        <Stack>
          <p>{said.keyOnce}</p>
          <CodeBlock label={said.keyTitle} text={made.signingKey ?? ''} />
          <Group justify="flex-end">
            <Button onClick={() => void finish(made.id)}>{said.keyDone}</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={said.create} size="lg">
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined ? (
        <Skeleton height={240} />
      ) : (
        <Form schemas={data.handlers} onMade={done} onClose={onClose} />
      )}
    </Modal>
  );
}

interface FormProps {
  readonly schemas: Settings;
  readonly onMade: (made: Made) => void;
  readonly onClose: () => void;
}

function Form({ schemas, onMade, onClose }: FormProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const kindName = useHandlerKind();
  const creating = useCreateHandler();
  const mayPrograms = useMay('change');
  const [name, setName] = useState('');
  const [kind, setKind] = useState(handlerKinds[0] ?? 'http');
  const [settings, setSettings] = useState<Settings>({});
  const [secrets, setSecrets] = useState<GivenSecrets>({});
  const schema = schemas[kind];
  const faults = fieldFaults(creating.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    creating.mutate({ name: name.trim(), kind, settings, secrets }, { onSuccess: onMade });
  };
  const choose = (chosen: string | null): void => {
    setKind(handlerKinds.find((each) => each === chosen) ?? kind);
    setSettings({});
    setSecrets({});
  };
  const offered = handlerKinds.filter((each) => mayPrograms || each !== 'command');
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          required
          {...firstField}
          withAsterisk={false}
          label={words.name}
          value={name}
          error={faults.name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={said.kind}
          data={offered.map((value) => ({ value, label: kindName(value) }))}
          value={kind}
          error={faults.kind}
          allowDeselect={false}
          onChange={choose}
        />
        <KindFields
          key={kind}
          kind={kind}
          fields={isSettings(schema) ? fieldsOf(schema) : []}
          faults={faults}
          settings={settings}
          secrets={secrets}
          onSettings={setSettings}
          onSecrets={setSecrets}
        />
        {creating.error === null ? null : <ErrorNotice error={creating.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={creating.isPending}>
            {said.createButton}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface KindFieldsProps {
  readonly kind: HandlerKind;
  readonly fields: readonly SettingField[];
  readonly faults: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly secrets: GivenSecrets;
  readonly onSettings: (settings: Settings) => void;
  readonly onSecrets: (secrets: GivenSecrets) => void;
}

/** What a kind needs, its secrets and, folded, what may stay as it is. */
function KindFields({ kind, fields, faults, settings, secrets, onSettings, onSecrets }: KindFieldsProps) {
  const said = useTexts(texts);
  const maySecrets = useMay('set-secret');
  const first = fields.filter(({ isRequired }) => isRequired);
  const others = fields.filter(({ isRequired }) => !isRequired);
  return (
    <>
      <SettingFields fields={first} value={settings} faults={faults} onChange={onSettings} />
      {maySecrets ? (
        <HandlerSecrets names={secretNamesOf(kind, settings)} kept={{}} value={secrets} onChange={onSecrets} />
      ) : null}
      {others.length === 0 ? null : (
        <details open={others.some((field) => faults[field.name] !== undefined)}>
          <summary>{said.more}</summary>
          <Stack mt="sm">
            <SettingFields fields={others} value={settings} faults={faults} onChange={onSettings} />
          </Stack>
        </details>
      )}
    </>
  );
}
