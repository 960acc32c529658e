import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { type CheckedPipeline, useActivatePipeline } from '../../data/pipeline.ts';
import { usePausePipeline, useRunPipeline } from '../../data/pipelines.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { tellDone, tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ResetStreams } from './reset-streams.tsx';
import { texts } from './texts.ts';

type Asking = 'full' | 'reset' | undefined;

/** What may be done with it. Whoever may not do something sees no button for it. */
export function PipelineActs({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const mayRun = useMay('run');
  const mayReset = useMay('reset');
  const [asking, setAsking] = useState<Asking>();
  const running = useRunPipeline();
  const { id, name, state, schedule } = pipeline;
  const full = async (): Promise<void> => {
    await running.mutateAsync({ id, full: true });
    tellDone(said.began(name));
  };
  if (state === 'draft') return <Activate pipeline={pipeline} />;
  const run = (): void => void tellHow(running.mutateAsync({ id }), said.began(name));
  return (
    <>
      <PauseOrResume pipeline={pipeline} />
      {mayRun && schedule.kind !== 'live' ? (
        <Button leftSection={<Icon name="runs" />} loading={running.isPending} onClick={run}>
          {said.run}
        </Button>
      ) : null}
      {mayRun ? (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="default" size={32} aria-label={said.more}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setAsking('full')}>{said.full}</Menu.Item>
            {mayReset ? <Menu.Item onClick={() => setAsking('reset')}>{said.reset}</Menu.Item> : null}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <Confirm
        isOpen={asking === 'full'}
        isDangerous={false}
        title={said.fullTitle(name)}
        button={said.full}
        onConfirm={full}
        onClose={() => setAsking(undefined)}
      >
        {said.fullWhat}
      </Confirm>
      {asking === 'reset' ? <ResetStreams pipeline={pipeline} onClose={() => setAsking(undefined)} /> : null}
    </>
  );
}

function Activate({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const activating = useActivatePipeline();
  const { id, name, faults } = pipeline;
  if (!mayChange) return null;
  const activate = (): void => void tellHow(activating.mutateAsync(id), said.activatedDone(name));
  return (
    <>
      <PlaceButton isPlain={faults.length === 0} to={`/connect?pipeline=${id}`}>
        {said.setUp}
      </PlaceButton>
      {faults.length === 0 ? (
        <Button loading={activating.isPending} onClick={activate}>
          {said.activate}
        </Button>
      ) : null}
    </>
  );
}

function PauseOrResume({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const mayPause = useMay('pause');
  const pausing = usePausePipeline();
  const { id, name, state } = pipeline;
  if (!mayPause) return null;
  const to = state === 'paused' ? 'resume' : 'pause';
  const done = to === 'pause' ? said.pausedDone : said.resumedDone;
  const act = (): void => void tellHow(pausing.mutateAsync({ id, to }), done(name));
  return (
    <Button
      variant="default"
      leftSection={<Icon name={to === 'pause' ? 'pause' : 'runs'} />}
      loading={pausing.isPending}
      onClick={act}
    >
      {said[to]}
    </Button>
  );
}
