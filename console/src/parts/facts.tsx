import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** Something that is known, under its name. */
export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** What is known of a thing: names at the left, values at the right. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
