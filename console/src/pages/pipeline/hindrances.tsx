import { Button } from '@mantine/core';
import { useState } from 'react';
import { type CheckedPipeline, useBelieveDeletes } from '../../data/pipeline.ts';
import type { OpenRun } from '../../data/pipeline-runs.ts';
import { useRunPipeline } from '../../data/pipelines.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tellDone, tellHow } from '../../parts/tell.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './pipeline.module.css';
import { texts } from './texts.ts';

/** Why it rests, and what keeps it from running. */
export function Hindrances({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const change = useChangeSearch();
  const { state, pausedBy, pausedWhy, faults } = pipeline;
  const toSettings = (
    <Button size="compact-sm" variant="default" onClick={() => change({ tab: 'settings' })}>
      {said.toSettings}
    </Button>
  );
  return (
    <>
      {state === 'paused' ? (
        <Notice tone="warn">
          <strong>{pausedBy === null ? said.pausedItself : said.pausedBy(pausedBy)}</strong>
          {pausedWhy === null ? null : <div>{pausedWhy[language]}</div>}
        </Notice>
      ) : null}
      {faults.length === 0 ? null : (
        <Notice tone="warn" actions={toSettings}>
          <strong>{said.faults}</strong>
          <ul className={classes.faults}>
            {faults.map(({ path, message }) => (
              <li key={path}>
                <code>{path}</code> {message[language]}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

interface HeldDeletesProps {
  readonly pipeline: CheckedPipeline;
  readonly streams: readonly string[];
  /** The run that waits or works: one that follows events makes room, any other has to end first. */
  readonly open: OpenRun | undefined;
}

/** Deletes that wait for a person, who believes them or has everything read again. */
export function HeldDeletes({ pipeline, streams, open }: HeldDeletesProps) {
  const said = useTexts(texts);
  const mayAccept = useMay('accept-deletes');
  const mayRun = useMay('run');
  const accepting = useBelieveDeletes();
  const running = useRunPipeline();
  /** What was held when it was asked: the question stays as it was put, whatever a run at work finds meanwhile. */
  const [asked, setAsked] = useState<string>();
  const { id, name } = pipeline;
  const names = streams.join(', ');
  const isBusy = open !== undefined && open.trigger !== 'live';
  const accept = async (): Promise<void> => {
    await accepting.mutateAsync(id);
    tellDone(said.began(name));
  };
  const again = (): void => void tellHow(running.mutateAsync({ id, full: true }), said.began(name));
  const acts = (
    <>
      {mayRun ? (
        <Button size="compact-sm" variant="default" disabled={isBusy} loading={running.isPending} onClick={again}>
          {said.readAgain}
        </Button>
      ) : null}
      {mayAccept ? (
        <Button size="compact-sm" variant="outline" color="red" disabled={isBusy} onClick={() => setAsked(names)}>
          {said.accept}
        </Button>
      ) : null}
    </>
  );
  return (
    <>
      {streams.length === 0 ? null : (
        <Notice tone="warn" actions={acts}>
          <strong>{said.held(names)}</strong>
          <div>{said.heldWhat}</div>
          {isBusy ? <div>{said.heldBusy}</div> : null}
        </Notice>
      )}
      <Confirm
        isOpen={asked !== undefined}
        title={said.acceptTitle}
        button={said.acceptButton}
        onConfirm={accept}
        onClose={() => setAsked(undefined)}
      >
        {said.acceptWhat(asked ?? '')}
      </Confirm>
    </>
  );
}
