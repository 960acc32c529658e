/** Kinds of destinations. */
export const types = ['duckdb', 'postgres', 'parquet', 'ndjson', 'csv'] as const;
