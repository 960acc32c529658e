import { z } from 'zod';
import { writeModes } from '../model/destination.ts';
import type { Config, DestinationSettings, StreamSettings } from './settings.ts';
import { sourceSchema } from './source-schema.ts';

const text = z.string().min(1, 'must not be empty');

/** Destinations that are planned: their names get an answer that says so. */
const plannedTypes: readonly string[] = ['postgres', 'parquet', 'ndjson', 'csv'];

const destinationSchema: z.ZodType<DestinationSettings> = z
  .strictObject({
    type: z
      .literal('duckdb', {
        error: ({ input }) =>
          typeof input === 'string' && plannedTypes.includes(input)
            ? `${input} comes later; for now it must be duckdb`
            : 'must be duckdb',
      })
      .meta({ title: 'Type', description: 'The kind of database. Others come later.', order: 0 }),
    path: text.meta({
      title: 'Path',
      description: "The database file; it is created when absent. A relative path counts from this file's folder.",
      order: 1,
      examples: ['lark.duckdb'],
    }),
    schema: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must consist of letters, digits and _')
      .default('lark')
      .meta({ title: 'Schema', description: 'The database schema that holds the tables.', order: 2 }),
    hard_deletes: z.boolean().default(false).meta({
      title: 'Hard deletes',
      description: 'Remove rows that are gone upstream, instead of marking them in `_larkstream_deleted_at`.',
      order: 3,
    }),
  })
  .meta({ title: 'Destination', description: 'Where the rows land.' });

const streamsSchema: z.ZodType<StreamSettings> = z
  .strictObject({
    include: z
      .array(text)
      .min(1, 'must name at least one stream')
      .default(['*'])
      .meta({
        title: 'Include',
        description: 'Streams to replicate, by name; `*` stands for any letters.',
        order: 0,
        examples: [['approval_*', 'contact_users']],
      }),
    exclude: z
      .array(text)
      .default([])
      .meta({ title: 'Exclude', description: 'Streams to leave out again.', order: 1, examples: [['base_views']] }),
    mode: z
      .record(text, z.enum(writeModes))
      .default({})
      .meta({
        title: 'Write mode',
        description:
          'By stream name or pattern: `dedup` keeps one row per key (the default), `append` keeps every version, `overwrite` builds the table anew.',
        order: 2,
        examples: [{ '*': 'dedup', base_records: 'overwrite' }],
      }),
  })
  .meta({ title: 'Streams', description: 'Which streams, and how they are written. All, deduplicated, when absent.' });

export const configSchema: z.ZodType<Config> = z
  .strictObject({
    source: sourceSchema,
    destination: destinationSchema,
    streams: streamsSchema.prefault({}),
  })
  .meta({ title: 'larkstream.yaml' });
