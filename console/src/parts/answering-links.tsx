import { useKnownHandler, useKnownTrigger } from '../data/answering.ts';
import { PlaceLink } from './place-link.tsx';

/** A trigger by its name, which leads to it. One that is gone, or not read yet, has its id for a name. */
export function TriggerLink({ id }: { readonly id: string }) {
  const { data } = useKnownTrigger(id);
  return <PlaceLink to={`/triggers/${id}`}>{data?.name ?? <code>{id}</code>}</PlaceLink>;
}

/** The handler of a trigger, as it is drafted. */
export function HandlerOfTrigger({ triggerId }: { readonly triggerId: string }) {
  const { data } = useKnownTrigger(triggerId);
  const named: unknown = data?.draft.handlerId;
  const id = typeof named === 'string' && named !== '' ? named : undefined;
  const { data: handler } = useKnownHandler(id);
  if (id === undefined) return '–';
  return <PlaceLink to={`/handlers/${id}`}>{handler?.name ?? <code>{id}</code>}</PlaceLink>;
}
