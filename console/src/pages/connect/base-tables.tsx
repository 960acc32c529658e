import { Button, Checkbox, Skeleton, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { isRefused, type LookPlace, type SeenThing, useLook, useLooks } from '../../data/looks.ts';
import { isSettings, type Settings } from '../../data/setting-fields.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { texts } from './texts.ts';

interface BaseTablesProps {
  readonly place: LookPlace;
  readonly value: Settings;
  readonly error: string | undefined;
  readonly onChange: (value: Settings) => void;
}

/** A table, or without its id a whole Base. */
type Table = Settings;

const tablesOf = (value: Settings): readonly Table[] =>
  Array.isArray(value.tables) ? value.tables.filter(isSettings) : [];
const baseOf = ({ app_token: token, url }: Table): string => String(token ?? url ?? '');

/** Bases by their links: each shows its tables with how many records they hold, to be ticked. */
export function BaseTables({ place, value, error, onChange }: BaseTablesProps) {
  const said = useTexts(texts);
  const [typed, setTyped] = useState('');
  const [pasted, setPasted] = useState<readonly string[]>([]);
  /** By what was pasted: the token that the tables are kept by. A Base stays in its place, whatever is ticked. */
  const [tokens, setTokens] = useState<Readonly<Record<string, string>>>({});
  const tables = tablesOf(value);
  const known = new Set([...pasted, ...Object.values(tokens)]);
  const bases = [...new Set(tables.map(baseOf).filter((base) => !known.has(base))), ...pasted];
  const hasRefused = useLooks(place, 'base', bases).some((look) => isRefused(look.error));
  const set = (next: readonly Table[]): void => onChange({ ...value, tables: next });
  const add = (reference: string): void => {
    const cleaned = reference.trim();
    if (cleaned === '') return;
    setPasted((before) => [...new Set([...before, cleaned])]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add(typed);
  };
  return (
    <>
      <div className={classes.line}>
        <TextInput
          className={classes.grow}
          label={said.baseLink}
          description={said.baseLinkHint}
          placeholder="https://example.feishu.cn/base/…"
          error={hasRefused ? said.refusedBase : error !== undefined && bases.length > 0 ? said.tickTables : error}
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onPaste={(event) => {
            event.preventDefault();
            add(event.clipboardData.getData('text'));
          }}
          onKeyDown={onKeyDown}
        />
        <Button variant="default" disabled={typed.trim() === ''} onClick={() => add(typed)}>
          {said.addBase}
        </Button>
      </div>
      {bases.map((reference) => (
        <Base
          key={reference}
          place={place}
          reference={reference}
          tables={tables}
          onChange={(base, next) => {
            setTokens((before) => ({ ...before, [reference]: base }));
            set([...tables.filter((table) => baseOf(table) !== base && baseOf(table) !== reference), ...next]);
          }}
          onRemove={() => {
            setPasted((before) => before.filter((one) => one !== reference));
            set(tables.filter((table) => ![reference, tokens[reference]].includes(baseOf(table))));
          }}
        />
      ))}
    </>
  );
}

interface BaseProps {
  readonly place: LookPlace;
  readonly reference: string;
  readonly tables: readonly Table[];
  readonly onChange: (base: string, tables: readonly Table[]) => void;
  readonly onRemove: () => void;
}

function Base({ place, reference, tables, onChange, onRemove }: BaseProps) {
  const said = useTexts(texts);
  const { data, error, refetch } = useLook(place, 'base', reference);
  const remove = (
    <Button size="compact-sm" variant="subtle" onClick={onRemove}>
      {said.removeBase}
    </Button>
  );
  if (error !== null) {
    const again = (
      <>
        <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
          {said.lookAgain}
        </Button>
        {remove}
      </>
    );
    return <ErrorNotice error={error} actions={again} />;
  }
  if (data === undefined) return <Skeleton height={120} aria-label={said.looking} />;
  const own = tables.filter((table) => [data.id, reference].includes(baseOf(table)));
  return (
    <div className={classes.base}>
      <div className={classes.baseHead}>
        <strong>{data.name}</strong>
        {remove}
      </div>
      <TableList seen={data} own={own} onChange={(next) => onChange(data.id, next)} />
    </div>
  );
}

interface TableListProps {
  readonly seen: SeenThing;
  /** What is chosen of this Base. */
  readonly own: readonly Table[];
  readonly onChange: (tables: readonly Table[]) => void;
}

function TableList({ seen, own, onChange }: TableListProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const isWhole = own.some(({ table_id: id, url }) => id === undefined && url === undefined);
  const ids = new Set(isWhole ? seen.parts.map(({ id }) => id) : own.map(({ table_id: id }) => String(id)));
  const records = seen.parts.filter(({ id }) => ids.has(id)).reduce((sum, part) => sum + (part.records ?? 0), 0);
  const tableOf = (id: string): Table => ({ app_token: seen.id, table_id: id });
  const tick = (id: string, isTicked: boolean): void => {
    const next = seen.parts.filter((part) => (part.id === id ? isTicked : ids.has(part.id)));
    onChange(next.map((part) => tableOf(part.id)));
  };
  return (
    <ul className={classes.tables}>
      {seen.parts.map(({ id, name, records: count }) => (
        <li key={id}>
          <Checkbox label={name} checked={ids.has(id)} onChange={(event) => tick(id, event.currentTarget.checked)} />
          <span className={classes.count}>{count === null ? '–' : said.records(format.number(count), count)}</span>
        </li>
      ))}
      <li>
        <Checkbox
          label={said.wholeBase}
          checked={isWhole}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? [{ app_token: seen.id }] : seen.parts.map(({ id }) => tableOf(id)))
          }
        />
        <span className={classes.count}>{said.ticked(ids.size, seen.parts.length, format.number(records))}</span>
      </li>
    </ul>
  );
}
