import type { AuditLine } from '../../data/audit.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import classes from './audit.module.css';

type Thing = AuditLine['object'];

const pages: Readonly<Record<string, string>> = {
  pipeline: '/pipelines',
  run: '/runs',
  integration: '/integrations',
  destination: '/destinations',
  session: '/sessions',
};

/** Where a thing has its page; undefined where it has none. */
export function pageOf({ kind, id }: Thing): string | undefined {
  const page = pages[kind];
  return page === undefined || id === null ? undefined : `${page}/${id}`;
}

interface ThingNameProps {
  readonly thing: Thing;
  readonly names: AuditLine['names'];
}

/** A thing by its name, or by its id where it is no longer there: with a link where it has a page. */
export function ThingName({ thing, names }: ThingNameProps) {
  const page = pageOf(thing);
  const called = thing.id === null ? undefined : names[thing.id];
  const name =
    called === undefined ? (
      <code className={classes.thing}>{thing.id ?? thing.kind}</code>
    ) : (
      <span title={thing.id ?? undefined}>{called}</span>
    );
  return page === undefined ? name : <PlaceLink to={page}>{name}</PlaceLink>;
}
