import { type ReactNode, useEffect } from 'react';
import classes from './page-header.module.css';

interface PageHeaderProps {
  readonly title: string;
  /** Where a name of people's own stands in the title, the page says so in the tab, too. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** The head of a page: its `h1`, a line about it, and its buttons. It also names the tab. */
export function PageHeader({ title, children, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Larkstream`;
  }, [title]);
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        <h1 tabIndex={-1}>{title}</h1>
        {children === undefined ? null : <div className={classes.sub}>{children}</div>}
      </div>
      {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
