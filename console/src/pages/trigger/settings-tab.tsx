import { Button, Group, Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import { useHeldVersion } from '../../data/held-version.ts';
import { useMay } from '../../data/session.ts';
import { usePairingCode } from '../../data/trigger-versions.ts';
import { type Trigger, useChangeTrigger, useDeleteTrigger, useShadowTrigger } from '../../data/triggers.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DeletePanel } from '../../parts/delete-panel.tsx';
import { NamedForm } from '../../parts/named-form.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone, tellError, tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { PairedList } from './paired-list.tsx';
import { texts } from './texts.ts';

interface TabProps {
  readonly trigger: Trigger;
}

/** What counts at once, without being published. */
export function SettingsTab({ trigger }: TabProps) {
  const said = useTexts(texts);
  const mayChange = useMay('change-triggers');
  if (!mayChange) return <Notice tone="info">{said.readOnly}</Notice>;
  return (
    <div className={stack.column}>
      <NamePanel trigger={trigger} />
      <PairingPanel id={trigger.id} />
      <Delete trigger={trigger} />
    </div>
  );
}

function NamePanel({ trigger }: TabProps) {
  const said = useTexts(texts);
  const saving = useChangeTrigger();
  const shadowing = useShadowTrigger();
  const { id, isShadow } = trigger;
  const [version, hold] = useHeldVersion(trigger, (of) => of.name);
  const [name, setName] = useState(trigger.name);
  const save = (): void => {
    const onSuccess = (kept: Trigger): void => {
      hold(kept);
      tellDone(said.nameSaved);
    };
    saving.mutate({ id, version, name: name.trim() }, { onSuccess });
  };
  const shadow = (): void =>
    void tellHow(shadowing.mutateAsync({ id, version: trigger.version, isShadow: !isShadow }), said.shadowDone);
  return (
    <Panel title={said.general}>
      <NamedForm
        className={stack.narrowForm}
        name={name}
        onName={setName}
        saving={saving}
        onSave={save}
        after={
          <Switch
            label={said.shadow}
            description={said.shadowAbout}
            checked={isShadow}
            disabled={shadowing.isPending}
            onChange={shadow}
          />
        }
      />
    </Panel>
  );
}

function PairingPanel({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const mayPeople = useMay('see-payloads');
  const asking = usePairingCode();
  const [isRenewing, setRenewing] = useState(false);
  const code = asking.data?.code;
  const show = (): void => asking.mutate({ id, isNew: false }, { onError: tellError });
  const renew = async (): Promise<void> => {
    await asking.mutateAsync({ id, isNew: true });
    tellDone(said.renewed);
  };
  return (
    <Panel title={said.pairing}>
      <Stack gap="sm" align="flex-start">
        <div>{said.pairingAbout}</div>
        {code === undefined ? null : <CodeBlock label={said.pairingCode} text={code} />}
        <Group>
          {code === undefined ? (
            <Button variant="default" loading={asking.isPending} onClick={show}>
              {said.showCode}
            </Button>
          ) : null}
          <Button variant="default" onClick={() => setRenewing(true)}>
            {said.renewCode}
          </Button>
        </Group>
        {mayPeople ? <PairedList id={id} /> : null}
      </Stack>
      <Confirm
        isOpen={isRenewing}
        isDangerous={false}
        title={said.renewCode}
        button={said.renewCode}
        onConfirm={renew}
        onClose={() => setRenewing(false)}
      >
        {said.renewWhat}
      </Confirm>
    </Panel>
  );
}

function Delete({ trigger }: TabProps) {
  const said = useTexts(texts);
  const deleting = useDeleteTrigger();
  const { id, version, name } = trigger;
  return (
    <DeletePanel
      name={name}
      what={said.deleteWhat}
      button={said.deleteButton}
      to="/triggers"
      onDelete={() => deleting.mutateAsync({ id, version })}
    />
  );
}
