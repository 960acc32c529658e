import type { ReactNode } from 'react';
import classes from './figures.module.css';

/** One number with what it counts. */
export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** Numbers side by side, in tiles of one width. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map(({ label, value, note }) => (
        <div key={label} className={classes.tile}>
          <dt>{label}</dt>
          <dd className={classes.value}>{value}</dd>
          {note === undefined ? null : <dd className={classes.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
