import { Button } from '@mantine/core';
import type { Person } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

/** Somebody whom the app sees: where the person works, and what the events have last told. Pictures lie with the platform: no request goes there. */
export function PersonLine({ person: { id, name, state, departments, lastSeenAt } }: { readonly person: Person }) {
  const said = useTexts(texts);
  const change = useChangeSearch();
  return (
    <li>
      <span className={classes.sign} aria-hidden="true">
        {(name ?? '?').slice(0, 1)}
      </span>
      <span className={classes.who}>
        {/* What is known of the person from events, and what may be decided. */}
        <Button size="compact-sm" variant="subtle" px={4} onClick={() => change({ person: id })}>
          {name ?? said.namelessUser}
        </Button>
        {state === 'active' || state === 'unknown' ? null : <Tag tone="warn">{said[state]}</Tag>}
        <PlaceLink to={`/events?person=${encodeURIComponent(id)}`}>
          <code>{id}</code>
        </PlaceLink>
      </span>
      <span className={classes.where}>
        {departments === null
          ? said.noDepartmentScope
          : departments.map((one) => one.name ?? one.id).join(said.between)}
      </span>
      <span className={classes.seen}>
        {lastSeenAt === null ? (
          said.neverSeen
        ) : (
          <>
            {said.lastSeen} <Time at={lastSeenAt} />
          </>
        )}
      </span>
    </li>
  );
}
