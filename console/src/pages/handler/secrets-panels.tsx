import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Handler, useRotateSigningKey, useSetHandlerSecrets } from '../../data/handlers.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { type GivenSecrets, HandlerSecrets, secretNamesOf } from '../../parts/handler-secrets.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface PanelProps {
  readonly handler: Handler;
}

/** The key of signatures: it is made, never typed, and told once. */
export function KeyPanel({ handler: { id, secrets } }: PanelProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  const rotating = useRotateSigningKey();
  const [isAsking, setAsking] = useState(false);
  const [made, setMade] = useState<string>();
  const setAt = secrets.signing_key?.updatedAt;
  const rotate = async (): Promise<void> => {
    const { signingKey } = await rotating.mutateAsync(id);
    setMade(signingKey ?? undefined);
  };
  return (
    <Panel title={said.key}>
      <Stack align="flex-start" gap="sm">
        <div>{said.keyAbout}</div>
        {setAt === undefined ? null : <div>{said.keySet(format.dateTime(setAt))}</div>}
        <Button variant="default" onClick={() => setAsking(true)}>
          {said.rotate}
        </Button>
      </Stack>
      <Confirm
        isOpen={isAsking}
        isDangerous={false}
        title={said.rotate}
        button={said.rotate}
        onConfirm={rotate}
        onClose={() => setAsking(false)}
      >
        {said.rotateWhat}
      </Confirm>
      <Modal opened={made !== undefined} onClose={() => setMade(undefined)} title={said.key}>
        <Stack>
          <p>{said.keyOnce}</p>
          <CodeBlock label={said.key} text={made ?? ''} />
          <Group justify="flex-end">
            <Button onClick={() => setMade(undefined)}>{words.close}</Button>
          </Group>
        </Stack>
      </Modal>
    </Panel>
  );
}

/** Secrets that people type; they are never shown again. */
export function SecretsPanel({ handler: { id, version, kind, settings, secrets } }: PanelProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const setting = useSetHandlerSecrets();
  const [given, setGiven] = useState<GivenSecrets>({});
  const names = secretNamesOf(kind, settings);
  if (names.length === 0) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setting.mutate({ id, version, secrets: given }, { onSuccess: () => tellDone(said.secretsSaved) });
  };
  return (
    <Panel title={said.secrets}>
      <form className={stack.form} onSubmit={submit}>
        <HandlerSecrets names={names} kept={secrets} value={given} onChange={setGiven} />
        {setting.error === null ? null : <ErrorNotice error={setting.error} />}
        <div>
          <Button type="submit" disabled={Object.keys(given).length === 0} loading={setting.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
