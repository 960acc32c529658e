import { defineTexts, useLanguage } from '../texts/texts.ts';

const names = defineTexts({
  duckdb: { en: 'DuckDB', zh: 'DuckDB' },
  postgres: { en: 'Postgres', zh: 'Postgres' },
  parquet: { en: 'Parquet files', zh: 'Parquet 文件' },
  ndjson: { en: 'NDJSON files', zh: 'NDJSON 文件' },
  csv: { en: 'CSV files', zh: 'CSV 文件' },
});

/** Kinds of destinations. */
export const destinationTypes = ['duckdb', 'postgres', 'parquet', 'ndjson', 'csv'] as const;

/** What people call a kind of destination; one that is not known has its own word. */
export function useDestinationType(): (type: string) => string {
  const language = useLanguage();
  return (type) => {
    const known = destinationTypes.find((one) => one === type);
    return known === undefined ? type : names[known][language];
  };
}
