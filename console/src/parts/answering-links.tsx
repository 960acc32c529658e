import { useTrigger } from '../data/triggers.ts';
import { PlaceLink } from './place-link.tsx';
import { HandlerLink } from './thing-names.tsx';

/** A trigger by its name, which leads to it. One that is gone, or not read yet, has its id for a name. */
export function TriggerLink({ id }: { readonly id: string }) {
  const { data } = useTrigger(id);
  return <PlaceLink to={`/triggers/${id}`}>{data?.name ?? <code>{id}</code>}</PlaceLink>;
}

/** The handler of a trigger, as it is drafted. */
export function HandlerOfTrigger({ triggerId }: { readonly triggerId: string }) {
  const { data } = useTrigger(triggerId);
  const id: unknown = data?.draft.handlerId;
  return typeof id === 'string' && id !== '' ? <HandlerLink id={id} /> : '–';
}
