import { Button, Group, Modal, Stack } from '@mantine/core';
import { useEffect } from 'react';
import { type Trigger, useCheckTrigger, usePublishTrigger } from '../../data/triggers.ts';
import { Checks } from '../../parts/checks.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { DiffTable } from './diff-table.tsx';
import { DraftFaults } from './draft-faults.tsx';
import { texts } from './texts.ts';

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
        <Checks lines={checking.isPending ? [] : (checking.data?.lines ?? [])} isRunning={checking.isPending} />
        {checking.error === null ? null : <DraftFaults error={checking.error} />}
        {publishing.error === null ? null : <ErrorNotice error={publishing.error} />}
        <Group justify="flex-end">
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
