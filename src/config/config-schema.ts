import { z } from 'zod';
import { writeModes } from '../model/destination.ts';
import { eventsSchema } from './events-schema.ts';
import { rule } from './rules.ts';
import type { Config, DestinationSettings, StreamSettings } from './settings.ts';
import { sourceSchema } from './source-schema.ts';
import { postgresAddress, text } from './text-schemas.ts';

const schema = z
  .string()
  .regex(
    /^[A-Za-z_](?:[A-Za-z0-9_]|\{tenant_key\})*$/,
    rule({ en: 'must consist of letters, digits and _', zh: '只能由字母、数字和 _ 组成' }),
  )
  .default('lark')
  .meta({
    title: 'Schema',
    description:
      'The database schema that holds the tables. `{tenant_key}` stands for the tenant of an app of the store, here and in paths.',
    order: 2,
  });

const hardDeletes = z.boolean().default(false).meta({
  title: 'Hard deletes',
  description: 'Remove rows that are gone upstream, instead of marking them in `_larkstream_deleted_at`.',
  order: 3,
});

const type = <T extends string>(name: T) =>
  z.literal(name).meta({ title: 'Type', description: 'The kind of destination.', order: 0 });

const duckdbSchema = z
  .strictObject({
    type: type('duckdb'),
    path: text.meta({
      title: 'Path',
      description: "The database file; it is created when absent. A relative path counts from this file's folder.",
      order: 1,
      examples: ['larkstream.duckdb'],
    }),
    schema,
    hard_deletes: hardDeletes,
  })
  .meta({ title: 'DuckDB', description: 'A database file, with no server.' });

const postgresSchema = z
  .strictObject({
    type: type('postgres'),
    url: postgresAddress.meta({
      title: 'URL',
      description: 'Where the server is, with user and database; `?sslmode=require` and the like belong to it.',
      order: 1,
      airbyte_secret: true,
      examples: ['postgres://larkstream:password@db.example.com:5432/warehouse'],
    }),
    schema,
    hard_deletes: hardDeletes,
  })
  .meta({ title: 'Postgres', description: 'A schema in a Postgres database, 14 or newer.' });

const folder = text.meta({
  title: 'Path',
  description: "The folder of the files; it is created when absent. A relative path counts from this file's folder.",
  order: 1,
  examples: ['lake'],
});

const parquetSchema = z
  .strictObject({
    type: type('parquet'),
    path: folder,
    compression: z.literal('zstd').default('zstd').meta({
      title: 'Compression',
      description: 'Inside of the files.',
      order: 2,
    }),
    hard_deletes: hardDeletes,
  })
  .meta({ title: 'Parquet', description: 'A folder of Parquet files.' });

const textFilesSchema = <T extends 'ndjson' | 'csv'>(name: T, title: string) =>
  z
    .strictObject({
      type: type(name),
      path: folder,
      compression: z
        .enum(['none', 'gzip', 'zstd'])
        .default('none')
        .meta({ title: 'Compression', description: 'Of whole files.', order: 2 }),
      hard_deletes: hardDeletes,
    })
    .meta({ title, description: `A folder of ${title} files.` });

const destinationSchema: z.ZodType<DestinationSettings> = z
  .discriminatedUnion('type', [
    duckdbSchema,
    postgresSchema,
    parquetSchema,
    textFilesSchema('ndjson', 'NDJSON'),
    textFilesSchema('csv', 'CSV'),
  ])
  .meta({ title: 'Destination', description: 'Where the rows land.' });

const streamsSchema: z.ZodType<StreamSettings> = z
  .strictObject({
    include: z
      .array(text)
      .min(1, rule({ en: 'must name at least one stream', zh: '至少要写一个数据流' }))
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

const attachmentsSchema = z
  .strictObject({
    path: text.meta({
      title: 'Path',
      description: "The folder of the files; a relative path counts from this file's folder.",
      order: 0,
      examples: ['attachments'],
    }),
    max_megabytes: z
      .number()
      .positive(rule({ en: 'must be greater than 0', zh: '必须大于 0' }))
      .default(1000)
      .meta({
        title: 'Largest file',
        description: 'Larger files are left out; in megabytes.',
        order: 1,
      }),
  })
  .meta({
    title: 'Attachments',
    description: 'Files that hang in the records of Bases are downloaded into a folder. They are not when absent.',
  });

export const configSchema: z.ZodType<Config> = z
  .strictObject({
    source: sourceSchema,
    destination: destinationSchema,
    streams: streamsSchema.prefault({}),
    attachments: attachmentsSchema.optional(),
    events: eventsSchema.prefault({}),
  })
  .meta({ title: 'larkstream.yaml' });
