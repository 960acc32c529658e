/** Kinds of files that rows are shown in. */
const fileFormats = ['parquet', 'ndjson', 'csv'] as const;
/** Also the `type` of the destination in a configuration. */
export type FileFormat = (typeof fileFormats)[number];

/** How a file is compressed. */
const compressions = ['none', 'gzip', 'zstd'] as const;
type Compression = (typeof compressions)[number];

/** A format and how it is compressed: Parquet inside its files, the others as a whole. */
export interface FileKind {
  readonly format: FileFormat;
  /** Parquet is always compressed with zstd, inside the file. */
  readonly compression: Compression;
}

/** A group is held in memory before it is written, and rows of a Base are 1 KB and more: DuckDB's 122,880 rows would not fit. */
const parquetRowGroup = `ROW_GROUP_SIZE 16384, ROW_GROUP_SIZE_BYTES '8MB'`;
const instants = `TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%gZ'`;
const endings: Readonly<Record<Compression, string>> = { none: '', gzip: '.gz', zstd: '.zst' };

/** How a file of this kind ends, with the dot. */
export function extensionOf({ format, compression }: FileKind): string {
  return format === 'parquet' ? '.parquet' : `.${format}${endings[compression]}`;
}

/** The options of DuckDB's COPY. Source: DuckDB documentation, "COPY statement". */
export function copyOptions({ format, compression }: FileKind): string {
  if (format === 'parquet') return `FORMAT parquet, COMPRESSION zstd, ${parquetRowGroup}`;
  if (format === 'csv') return `FORMAT csv, HEADER, COMPRESSION ${compression}, ${instants}`;
  // Lines as they are: one column, and neither quotes nor anything that could stand between two columns.
  return `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\u0001', COMPRESSION ${compression}`;
}
