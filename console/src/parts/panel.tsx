import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  readonly title?: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Without room around what is in it, as a table wants it. */
  readonly isFlush?: boolean;
}

/** A white card with a thin line around it. */
export function Panel({ title, aside, children, isFlush = false }: PanelProps) {
  return (
    <section className={classes.panel}>
      {title === undefined ? null : (
        <header className={classes.header}>
          <h2>{title}</h2>
          <div className={classes.aside}>{aside}</div>
        </header>
      )}
      <div className={isFlush ? undefined : classes.body}>{children}</div>
    </section>
  );
}
