import { duckdbTypes, quoteText } from '../duckdb/sql.ts';
import type { TableColumns } from '../sql/dialect.ts';
import { quoteName } from '../sql/text.ts';
import type { FileFormat } from './formats.ts';

/**
 * Changes when rows that are as they were would be written in another way: their files are then written anew, once.
 * 2: nested values of Parquet are strings and no JSON, numbers of NDJSON are as they came.
 */
const layouts: Readonly<Record<FileFormat, number>> = { parquet: 2, ndjson: 2, csv: 1 };

/** Part of a stream's fingerprint; empty for the first layout. */
export function layoutMark(format: FileFormat): string {
  return layouts[format] === 1 ? '' : `layout ${layouts[format]}`;
}

/** SQL: the select list of the rows as the format holds them. */
export function fileRows(format: FileFormat, columns: TableColumns): string {
  if (format === 'ndjson') return ndjsonLine(columns);
  return [...columns]
    .map(([name, type]) => (format === 'parquet' ? parquetColumn(name, type) : quoteName(name)))
    .join(', ');
}

/** A column that is marked as JSON is binary to Polars and unknown to others; as a string, all readers take it for text. */
function parquetColumn(name: string, type: string): string {
  const column = quoteName(name);
  return type === duckdbTypes.json ? `${column}::VARCHAR AS ${column}` : column;
}

/**
 * A row as one text. DuckDB's own writer parses nested values and writes them anew, with numbers as it understands them; here they stay
 * as they came.
 */
function ndjsonLine(columns: TableColumns): string {
  const cells = [...columns].map(([name, type], at) => {
    const start = quoteText(`${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    return `${start}, coalesce(${jsonText(quoteName(name), type)}, 'null')`;
  });
  // One call: `a || b || c` would copy what is there so far again and again.
  return `concat(${cells.join(', ')}, '}') AS line`;
}

/** Line ends can stand only between values, for inside of texts JSON escapes them. */
const oneLine = (text: string): string =>
  `CASE WHEN contains(${text}, chr(10)) OR contains(${text}, chr(13)) THEN translate(${text}, chr(10) || chr(13), '  ') ELSE ${text} END`;

function jsonText(column: string, type: string): string {
  switch (type) {
    case duckdbTypes.json:
      return oneLine(`${column}::VARCHAR`);
    case duckdbTypes.timestamp:
      return `strftime(${column}, '"%Y-%m-%dT%H:%M:%S.%gZ"')`;
    case duckdbTypes.integer:
    case duckdbTypes.boolean:
      return `${column}::VARCHAR`;
    default:
      return `to_json(${column})::VARCHAR`;
  }
}
