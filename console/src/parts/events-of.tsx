import classes from './events-of.module.css';
import { PlaceLink } from './place-link.tsx';

interface EventsOfProps {
  readonly by: 'person' | 'chat';
  readonly id: string;
  /** Null where it was not seen. */
  readonly name: string | null;
}

/** Somebody, or a chat, by name and id: all events of it. */
export function EventsOf({ by, id, name }: EventsOfProps) {
  return (
    <PlaceLink to={`/events?${by}=${encodeURIComponent(id)}`}>
      {name === null ? null : <div>{name}</div>}
      <code className={classes.id}>{id}</code>
    </PlaceLink>
  );
}
