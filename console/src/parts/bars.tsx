import classes from './bars.module.css';

/** Of what a bar is made: told apart by its name in the legend, and by its place. */
export interface BarPart {
  readonly tone: 'new' | 'changed' | 'deleted' | 'bad' | 'warn' | 'idle';
  readonly value: number;
}

/** One bar. */
export interface Bar {
  readonly key: string;
  /** What the pointer tells. */
  readonly title: string;
  readonly parts: readonly BarPart[];
  /** Over it, where it is not as usual: nothing is told by colour alone. */
  readonly sign?: string | undefined;
}

interface BarsProps {
  /** All of it in a sentence, for those who do not see. */
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly legend: readonly { readonly tone: BarPart['tone']; readonly name: string }[];
}

/** Numbers over time, the oldest at the left. */
export function Bars({ label, bars, legend }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ parts }) => sumOf(parts)));
  return (
    <figure className={classes.figure}>
      <div className={classes.bars} role="img" aria-label={label}>
        {bars.map(({ key, title, parts, sign }) => (
          <span key={key} className={classes.bar} title={title}>
            <span className={classes.sign}>{sign}</span>
            {parts
              .filter(({ value }) => value > 0)
              .map(({ tone, value }) => (
                <span key={tone} className={classes[tone]} style={{ height: `${(value / most) * 85}%` }} />
              ))}
          </span>
        ))}
      </div>
      <figcaption className={classes.legend}>
        {legend.map(({ tone, name }) => (
          <span key={tone}>
            <span className={`${classes.swatch} ${classes[tone]}`} aria-hidden="true" />
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

const sumOf = (parts: readonly BarPart[]): number => parts.reduce((sum, { value }) => sum + value, 0);
