import type { ReactNode } from 'react';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import classes from './outside-link.module.css';

const texts = defineTexts({
  leaves: { en: 'opens another site', zh: '打开其他网站' },
});

/** A link to a page of others, in a tab of its own. What is no web address is not made a link. */
export function OutsideLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  const said = useTexts(texts);
  if (!/^https?:\/\//.test(to)) return <>{children}</>;
  return (
    <a className={classes.link} href={to} target="_blank" rel="noreferrer" title={said.leaves}>
      {children}
      <Icon name="outside" size={14} />
    </a>
  );
}
