import type { ReactNode } from 'react';
import classes from './connect.module.css';

interface StepFrameProps {
  /** Beside it: what the person should know meanwhile. */
  readonly aside?: ReactNode;
  /** The ways back and on. */
  readonly foot: ReactNode;
  readonly children: ReactNode;
}

/** A step: what is asked, what should be known meanwhile, the ways back and on. */
export function StepFrame({ aside, foot, children }: StepFrameProps) {
  return (
    <>
      <div className={classes.main}>
        {children}
        <div className={classes.foot}>{foot}</div>
      </div>
      <div className={classes.aside}>{aside}</div>
    </>
  );
}
