import { Button, Group, Modal, Stack } from '@mantine/core';
import { useEffect } from 'react';
import type { CheckLine } from '../../data/integration-test.ts';
import { type Trigger, useCheckTrigger, usePublishTrigger } from '../../data/triggers.ts';
import { Checks } from '../../parts/checks.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { DiffTable } from './diff-table.tsx';
import { DraftFaults } from './draft-faults.tsx';
import { showSetting } from './show-setting.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface PublishDialogProps {
  readonly trigger: Trigger;
  readonly onClose: () => void;
}

/** What changes, what the draft still lacks, and the button that makes it count. */
export function PublishDialog({ trigger, onClose }: PublishDialogProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const checking = useCheckTrigger();
  const publishing = usePublishTrigger();
  const { id, version, publishedVersion } = trigger;
  const next = (publishedVersion ?? 0) + 1;
  const { mutate: check } = checking;
  useEffect(() => check(id), [check, id]);
  const publish = async (): Promise<void> => {
    const { number } = await publishing.mutateAsync({ id, version });
    tellDone(said.publishedDone(number));
    onClose();
  };
  // What is refused stands in the dialog.
  const press = (): void => void publish().catch(() => undefined);
  return (
    <Modal opened onClose={onClose} title={said.publishTitle(next)} size="lg">
      <Stack>
        <p>{said.publishAbout}</p>
        <h3>{said.changes}</h3>
        {publishedVersion === null ? <p>{said.firstVersion}</p> : <DiffTable id={id} from={undefined} />}
        <Group justify="space-between">
          <h3>{said.checks}</h3>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="again" />}
            disabled={checking.isPending}
            onClick={() => check(id)}
          >
            {said.checkAgain}
          </Button>
        </Group>
        <Checks
          lines={checking.isPending ? [] : (checking.data?.lines ?? [])}
          isRunning={checking.isPending}
          mendOf={(line) => <Mend line={line} trigger={trigger} onClose={onClose} />}
        />
        {checking.error === null ? null : <DraftFaults error={checking.error} onGo={onClose} />}
        {publishing.error === null ? null : <ErrorNotice error={publishing.error} />}
        <Group justify="flex-end" className={classes.dialogFoot}>
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button disabled={checking.data?.isOk !== true} loading={publishing.isPending} onClick={press}>
            {said.publishButton(next)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface MendProps {
  readonly line: CheckLine;
  readonly trigger: Trigger;
  readonly onClose: () => void;
}

/** Where what a check says is mended, if that is in the console. */
function Mend({ line: { name }, trigger, onClose }: MendProps) {
  const said = useTexts(texts);
  const { integrationId, draft } = trigger;
  const go = (): void => {
    onClose();
    showSetting('messages.chats');
  };
  switch (name) {
    case 'mode':
      return <PlaceLink to={`/integrations/${integrationId}?tab=settings`}>{said.toIntegration}</PlaceLink>;
    case 'app':
      return <PlaceLink to={`/integrations/${integrationId}`}>{said.toIntegration}</PlaceLink>;
    case 'handler':
      return <PlaceLink to={`/handlers/${String(draft.handlerId)}`}>{said.toHandler}</PlaceLink>;
    case 'chats':
      return (
        <Button size="compact-sm" variant="default" onClick={go}>
          {said.goThere}
        </Button>
      );
    default:
      return null;
  }
}
