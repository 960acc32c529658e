import { useNow } from '../../data/now.ts';
import type { Overview } from '../../data/overview.ts';
import { Panel } from '../../parts/panel.tsx';
import { Mark } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './overview.module.css';
import { texts } from './texts.ts';

type Hour = Overview['runs']['hours'][number];
const badly = ({ failed, incomplete, cancelled }: Hour): number => failed + incomplete + cancelled;
const height = 72;

/** Runs that ended in each hour of a day: those that ended well at the bottom, the others on top, striped. */
export function Hours({ hours }: { readonly hours: readonly Hour[] }) {
  const said = useTexts(texts);
  const format = useFormat();
  const now = useNow();
  const most = Math.max(1, ...hours.map((hour) => hour.succeeded + badly(hour)));
  const sum = (of: (hour: Hour) => number): string =>
    format.number(hours.reduce((before, hour) => before + of(hour), 0));
  const share = (count: number): number => (count === 0 ? 0 : Math.max(2, (count / most) * height));
  const ends = [hours.at(0), hours.at(-1)].flatMap((hour) => (hour === undefined ? [] : [hour.from]));
  const legend = (
    <>
      <Mark tone="ok" icon="ok" word={said.wellWord} />
      <Mark tone="bad" icon="bad" word={said.badlyWord} />
    </>
  );
  return (
    <Panel title={said.hours} aside={legend}>
      <div
        className={classes.hours}
        role="img"
        aria-label={said.hoursSaid(
          sum((hour) => hour.succeeded),
          sum(badly),
        )}
      >
        {hours.map((hour) => (
          <div
            key={hour.from}
            className={classes.hour}
            title={said.hour(format.time(hour.from, now), format.number(hour.succeeded), format.number(badly(hour)))}
          >
            <div className={classes.barBad} style={{ height: share(badly(hour)) }} />
            <div className={classes.barOk} style={{ height: share(hour.succeeded) }} />
          </div>
        ))}
      </div>
      <div className={classes.axis}>
        {ends.map((from) => (
          <span key={from}>{format.time(from, now)}</span>
        ))}
      </div>
    </Panel>
  );
}
