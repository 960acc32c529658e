import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { isOpen, type Run, useCancelRun, useRetryRun } from '../../data/runs.ts';
import { useMay } from '../../data/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { tellDone, tellError } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** Stops a run that is open, or begins one again that did not come to its end. A live one ends with its pipeline's pause, and begins by itself. */
export function RunActions({ run }: { readonly run: Run }) {
  const mayRun = useMay('run');
  if (!mayRun || run.trigger === 'live') return null;
  if (isOpen(run)) return run.cancelAskedAt === null ? <Stop run={run} /> : null;
  return run.retriedBy === null && run.state !== 'succeeded' ? <Retry run={run} /> : null;
}

function Stop({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const stopping = useCancelRun();
  // What is handed to `mutate` is not called once the button is gone, which it is as soon as the run is read again.
  const stop = async (): Promise<void> => {
    try {
      const { state } = await stopping.mutateAsync(run.id);
      tellDone(state === 'running' ? said.stopAsked : said.stopped);
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Button variant="outline" color="red" loading={stopping.isPending} onClick={() => void stop()}>
      {said.stop}
    </Button>
  );
}

function Retry({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  const retrying = useRetryRun();
  const retry = async (): Promise<void> => {
    try {
      const { id } = await retrying.mutateAsync(run.id);
      tellDone(said.retried);
      await navigate({ to: `/runs/${id}` });
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<Icon name="again" />}
      loading={retrying.isPending}
      onClick={() => void retry()}
    >
      {said.retry}
    </Button>
  );
}
