import { Button } from '@mantine/core';
import type { EventSteer } from '../../data/events.ts';
import { useChangeSearch } from '../../data/search.ts';
import type { SteerPlan, SteerState } from '../../data/steer-events.ts';
import { Bar } from '../../parts/bar.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './events.module.css';
import { texts } from './texts.ts';

interface SteerProgressProps {
  readonly steer: EventSteer;
  readonly plan: SteerPlan;
  readonly state: SteerState;
  readonly onStop: () => void;
}

/** How far it is, and what has come of it. */
export function SteerProgress({ steer, plan, state, onStop }: SteerProgressProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  const change = useChangeSearch();
  const { changed, is, error } = state;
  const ends = { replay: said.replayDone, retry: said.retryDone, discard: said.discardDone };
  if (is === 'running') {
    const share = plan.isCut ? undefined : Math.min(1, changed / Math.max(1, plan.deliveries));
    return (
      <div className={classes.stack}>
        <Bar label={said.progress} share={share} isLarge />
        <div className={classes.buttons}>
          <span className={classes.number}>
            {said.changed(format.number(changed), format.number(plan.deliveries) + (plan.isCut ? '+' : ''))}
          </span>
          <Button variant="default" onClick={onStop}>
            {said.cancelRest}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.stack}>
      {error === undefined ? null : <ErrorNotice error={error} />}
      <Notice tone={is === 'done' ? 'ok' : 'warn'}>
        {ends[steer](format.number(changed), changed)} {is === 'stopped' ? said.stoppedThere : null}
      </Notice>
      <div className={classes.buttons}>
        {steer === 'discard' ? null : (
          <Button variant="default" onClick={() => change({ plan: undefined, state: 'pending', text: undefined })}>
            {said.seePending}
          </Button>
        )}
        <Button variant="default" onClick={() => change({ plan: undefined })}>
          {words.close}
        </Button>
      </div>
    </div>
  );
}
