import { z } from 'zod';
import { described } from '../../schema/described.ts';
import type { DestinationSettings } from '../settings.ts';
import { duckdbPlace, duckdbSchema } from './duckdb.ts';
import { filesPlace, parquetSchema, textFilesSchema } from './files.ts';
import type { DestinationPlace } from './kind.ts';
import { postgresPlace, postgresSchema } from './postgres.ts';

/** The settings of every kind of destination; a new kind is one more member. */
export const destinationSchema: z.ZodType<DestinationSettings> = z
  .discriminatedUnion('type', [
    duckdbSchema,
    postgresSchema,
    parquetSchema,
    textFilesSchema('ndjson', 'NDJSON'),
    textFilesSchema('csv', 'CSV'),
  ])
  .meta(
    described(
      { title: 'Destination', description: 'Where rows are written.' },
      { title: '目标', description: '数据写到哪里。' },
    ),
  );

/** The one place of `config` that asks which kind a destination is; `app/create-destination.ts` is the other one. */
export function placeOf(settings: DestinationSettings): DestinationPlace {
  switch (settings.type) {
    case 'duckdb':
      return duckdbPlace(settings);
    case 'postgres':
      return postgresPlace(settings);
    case 'parquet':
    case 'ndjson':
    case 'csv':
      return filesPlace(settings);
  }
}
