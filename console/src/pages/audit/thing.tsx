import type { AuditLine } from '../../data/audit.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import classes from './audit.module.css';

type Thing = AuditLine['object'];

const pages: Readonly<Record<string, string>> = {
  pipeline: '/pipelines',
  run: '/runs',
  integration: '/integrations',
  destination: '/destinations',
};

/** Where a thing has its page; undefined where it has none. */
export function pageOf({ kind, id }: Thing): string | undefined {
  const page = pages[kind];
  return page === undefined || id === null ? undefined : `${page}/${id}`;
}

/** A thing by its id: with a link where it has a page. */
export function ThingName({ thing }: { readonly thing: Thing }) {
  const page = pageOf(thing);
  const name = <code className={classes.thing}>{thing.id ?? thing.kind}</code>;
  return page === undefined ? name : <PlaceLink to={page}>{name}</PlaceLink>;
}
