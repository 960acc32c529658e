import type { AlertChannel } from '../../data/alert-channels.ts';
import { Mark } from '../../parts/state-sign.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './alerts.module.css';
import { texts } from './texts.ts';

/** Whether messages get through. */
export function ChannelDelivery({ delivery }: Pick<AlertChannel, 'delivery'>) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const { lastSentAt, waiting, givenUp, lastError } = delivery;
  return (
    <div className={classes.told}>
      {lastError === null ? null : <Mark tone="bad" icon="bad" word={lastError[language]} />}
      <span className={classes.hand}>
        {lastSentAt === null ? (
          said.neverSent
        ) : (
          <>
            {said.lastSent} <Time at={lastSentAt} />
          </>
        )}
      </span>
      {waiting === 0 ? null : <span className={classes.cure}>{said.waiting(format.number(waiting), waiting)}</span>}
      {givenUp === 0 ? null : <span className={classes.cure}>{said.givenUp(format.number(givenUp), givenUp)}</span>}
    </div>
  );
}
