import type { Destination } from '../../data/destinations.ts';

/** Queries over a stream at its destination. */
export interface StreamQueries {
  readonly count: string;
  readonly newest: string;
  /** Undefined where rows are removed instead of marked. */
  readonly gone: string | undefined;
}

type Place = Pick<Destination, 'type' | 'settings'>;

/** What reads a stream where its rows are: with DuckDB for files, in SQL for databases. */
export function queriesOf({ type, settings }: Place, stream: string): StreamQueries {
  const from = sourceOf({ type, settings }, stream);
  const isMarked = settings.hard_deletes !== true;
  const there = isMarked ? '\nWHERE _larkstream_deleted_at IS NULL' : '';
  return {
    count: `SELECT count(*) AS rows\nFROM ${from}${there};`,
    newest: `SELECT *\nFROM ${from}${there}\nORDER BY _larkstream_synced_at DESC\nLIMIT 20;`,
    gone: isMarked
      ? `SELECT *\nFROM ${from}\nWHERE _larkstream_deleted_at IS NOT NULL\nORDER BY _larkstream_deleted_at DESC\nLIMIT 20;`
      : undefined,
  };
}

const readers: Readonly<Record<string, readonly [string, string]>> = {
  parquet: ['read_parquet', 'parquet'],
  ndjson: ['read_json_auto', 'ndjson*'],
  csv: ['read_csv', 'csv*'],
};

function sourceOf({ type, settings }: Place, stream: string): string {
  const reader = readers[type];
  if (reader === undefined) {
    const schema = typeof settings.schema === 'string' ? settings.schema : 'lark';
    return `${identifier(schema)}.${identifier(stream)}`;
  }
  const [read, ending] = reader;
  const path = `${String(settings.path ?? '')}/${stream}/*.${ending}`;
  return `${read}('${path.replaceAll("'", "''")}')`;
}

/** Quoted only where it must be. */
const identifier = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
