import { z } from 'zod';
import { described } from '../../schema/described.ts';
import type { DestinationSettings } from '../settings.ts';
import { duckdbPlace, duckdbSchema } from './duckdb.ts';
import { filesPlace, parquetSchema, textFilesSchema } from './files.ts';
import type { DestinationPlace, KindSchema } from './kind.ts';
import { postgresPlace, postgresSchema } from './postgres.ts';

/** What is known of a kind of destination before one is opened. */
interface DestinationKind {
  readonly schema: KindSchema<DestinationSettings>;
  /** The setting that says where it is: a file or folder, or the address of a server. */
  readonly placeSetting: 'path' | 'url';
  /** What `larkstream init` proposes for it. */
  readonly preset: string;
  /** Whether its tables stand in a schema. */
  readonly hasSchema: boolean;
}

const folder = { placeSetting: 'path', preset: 'lake', hasSchema: false } as const;

/** Every kind, in the order in which a person is offered them. `tsc` asks for the line of a new one. */
export const destinationKinds: Readonly<Record<DestinationSettings['type'], DestinationKind>> = {
  duckdb: { schema: duckdbSchema, placeSetting: 'path', preset: 'larkstream.duckdb', hasSchema: true },
  postgres: {
    schema: postgresSchema,
    placeSetting: 'url',
    preset: `postgres://larkstream:$\{PGPASSWORD}@localhost:5432/warehouse`,
    hasSchema: true,
  },
  parquet: { schema: parquetSchema, ...folder },
  ndjson: { schema: textFilesSchema('ndjson', 'NDJSON'), ...folder },
  csv: { schema: textFilesSchema('csv', 'CSV'), ...folder },
};

const { duckdb, ...others } = destinationKinds;

/** The settings of every kind of destination. */
export const destinationSchema: z.ZodType<DestinationSettings> = z
  .discriminatedUnion('type', [duckdb.schema, ...Object.values(others).map(({ schema }) => schema)])
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
