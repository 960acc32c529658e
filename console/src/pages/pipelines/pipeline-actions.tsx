import { Menu } from '@mantine/core';
import { type Pipeline, usePausePipeline, useRunPipeline } from '../../data/pipelines.ts';
import { useMay } from '../../data/session.ts';
import { RowMenu } from '../../parts/row-menu.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** What may be done with a pipeline in a list. Whoever may do nothing of it sees no button. */
export function PipelineActions({ pipeline }: { readonly pipeline: Pipeline }) {
  const said = useTexts(texts);
  const mayRun = useMay('run');
  const mayPause = useMay('pause');
  const running = useRunPipeline();
  const pausing = usePausePipeline();
  const { id, name, state } = pipeline;
  const run = (): void => void tellHow(running.mutateAsync({ id }), said.began(name));
  const pause = (to: 'pause' | 'resume'): void => {
    const done = to === 'pause' ? said.pausedDone(name) : said.resumedDone(name);
    void tellHow(pausing.mutateAsync({ id, to }), done);
  };
  const canRun = mayRun && state !== 'draft';
  const canPause = mayPause && state !== 'draft';
  if (!canRun && !canPause) return null;
  return (
    <RowMenu name={name}>
      {canRun ? <Menu.Item onClick={run}>{said.runNow}</Menu.Item> : null}
      {canPause && state === 'active' ? <Menu.Item onClick={() => pause('pause')}>{said.pause}</Menu.Item> : null}
      {canPause && state === 'paused' ? <Menu.Item onClick={() => pause('resume')}>{said.resume}</Menu.Item> : null}
    </RowMenu>
  );
}
