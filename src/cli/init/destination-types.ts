import type { DestinationSettings } from '../../config/settings.ts';

/** In the order in which a person is offered them. */
export const destinationTypes: readonly DestinationSettings['type'][] = [
  'duckdb',
  'postgres',
  'parquet',
  'ndjson',
  'csv',
];
