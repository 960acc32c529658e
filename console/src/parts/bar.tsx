import classes from './bar.module.css';

type Tone = 'brand' | 'ok' | 'warn';

interface BarProps {
  readonly label: string;
  /** From 0 to 1; undefined: nobody knows how much there is. */
  readonly share: number | undefined;
  readonly tone?: Tone;
  readonly isLarge?: boolean;
}

/** How much of something is done. */
export function Bar({ label, share, tone = 'brand', isLarge = false }: BarProps) {
  const percent = share === undefined ? undefined : Math.floor(share * 100);
  const known = percent === undefined ? {} : { 'aria-valuenow': percent };
  return (
    <div
      className={`${classes.track} ${isLarge ? classes.large : ''} ${percent === undefined ? classes.unknown : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...known}
    >
      {percent === undefined ? null : (
        <div className={`${classes.filled} ${classes[tone]}`} style={{ width: `${percent}%` }} />
      )}
    </div>
  );
}
