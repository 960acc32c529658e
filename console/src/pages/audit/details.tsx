import type { AuditLine } from '../../data/audit.ts';
import { roles, roleTexts } from '../../parts/roles.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './audit.module.css';
import { fieldTexts, texts } from './texts.ts';

type Detail = AuditLine['detail'];

const isNamed = (name: string): name is keyof typeof fieldTexts => name in fieldTexts;

/** A time is kept as milliseconds. */
const isTime = (name: string, value: unknown): value is number =>
  typeof value === 'number' && /(At|until|since)$/i.test(name) && value > 1e12;

/** A value as a person reads it: no quotes around texts, no braces around one of several. */
function textOf(value: unknown, said: { readonly yes: string; readonly no: string }): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? said.yes : said.no;
  if (Array.isArray(value)) return value.map((each) => textOf(each, said)).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${textOf(each, said)}`)
    .join('; ');
}

/** What was given, each value after its name. */
export function Details({ detail, isShort = false }: { readonly detail: Detail; readonly isShort?: boolean }) {
  const said = useTexts(texts);
  const names = useTexts(fieldTexts);
  const format = useFormat();
  const known = useTexts(roleTexts);
  const toldOf = (name: string, value: unknown): string => {
    const role = name === 'role' ? roles.find((each) => each === value) : undefined;
    if (role !== undefined) return known[role];
    return isTime(name, value) ? format.dateTime(value) : textOf(value, said);
  };
  const entries = Object.entries(detail);
  if (entries.length === 0) return isShort ? null : <p className={classes.note}>{said.nothingGiven}</p>;
  return (
    <dl className={isShort ? classes.short : classes.long}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{isNamed(name) ? names[name] : name}</dt>
          <dd>{toldOf(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
