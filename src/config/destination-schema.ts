import { z } from 'zod';
import { described } from './described.ts';
import { rule } from './rules.ts';
import type { DestinationSettings } from './settings.ts';
import { postgresAddress, text } from './text-schemas.ts';

const schema = z
  .string()
  .regex(
    /^[A-Za-z_](?:[A-Za-z0-9_]|\{tenant_key\})*$/,
    rule({ en: 'must consist of letters, digits and _', zh: '只能由字母、数字和 _ 组成' }),
  )
  .default('lark')
  .meta(
    described(
      {
        title: 'Schema',
        description:
          'The database schema that holds the tables. `{tenant_key}` stands for the tenant of an app of the store, here and in paths.',
        order: 2,
      },
      {
        title: 'Schema',
        description: '存放数据表的数据库 schema。`{tenant_key}` 代表商店应用的企业，在此处和路径中均可使用。',
      },
    ),
  );

const hardDeletes = z
  .boolean()
  .default(false)
  .meta(
    described(
      {
        title: 'Hard deletes',
        description: 'Remove rows that are gone upstream, instead of marking them in `_larkstream_deleted_at`.',
        order: 3,
      },
      { title: '真实删除', description: '平台上已消失的行直接删除，而不是在 `_larkstream_deleted_at` 中标记。' },
    ),
  );

const type = <T extends string>(name: T) =>
  z
    .literal(name)
    .meta(
      described(
        { title: 'Type', description: 'The kind of destination.', order: 0 },
        { title: '类型', description: '目标的种类。' },
      ),
    );

const duckdbSchema = z
  .strictObject({
    type: type('duckdb'),
    path: text.meta(
      described(
        {
          title: 'Path',
          description: "The database file; it is created when absent. A relative path counts from this file's folder.",
          order: 1,
          examples: ['larkstream.duckdb'],
        },
        { title: '路径', description: '数据库文件；不存在时自动创建。相对路径从本文件所在的文件夹算起。' },
      ),
    ),
    schema,
    hard_deletes: hardDeletes,
  })
  .meta(
    described(
      { title: 'DuckDB', description: 'A database file, with no server.' },
      { title: 'DuckDB', description: '一个数据库文件，无需服务器。' },
    ),
  );

const postgresSchema = z
  .strictObject({
    type: type('postgres'),
    url: postgresAddress.meta(
      described(
        {
          title: 'URL',
          description: 'Where the server is, with user and database; `?sslmode=require` and the like belong to it.',
          order: 1,
          airbyte_secret: true,
          examples: ['postgres://larkstream:password@db.example.com:5432/warehouse'],
        },
        { title: '地址', description: '服务器地址，含用户和数据库；`?sslmode=require` 等参数也写在其中。' },
      ),
    ),
    schema,
    hard_deletes: hardDeletes,
  })
  .meta(
    described(
      { title: 'Postgres', description: 'A schema in a Postgres database, 14 or newer.' },
      { title: 'Postgres', description: 'Postgres 数据库（14 或更新版本）中的一个 schema。' },
    ),
  );

const folder = text.meta(
  described(
    {
      title: 'Path',
      description:
        "The folder of the files; it is created when absent. A relative path counts from this file's folder.",
      order: 1,
      examples: ['lake'],
    },
    { title: '路径', description: '存放文件的文件夹；不存在时自动创建。相对路径从本文件所在的文件夹算起。' },
  ),
);

const parquetSchema = z
  .strictObject({
    type: type('parquet'),
    path: folder,
    compression: z
      .literal('zstd')
      .default('zstd')
      .meta(
        described(
          {
            title: 'Compression',
            description: 'Inside of the files.',
            order: 2,
          },
          { title: '压缩', description: '文件内部的压缩方式。' },
        ),
      ),
    hard_deletes: hardDeletes,
  })
  .meta(
    described(
      { title: 'Parquet', description: 'A folder of Parquet files.' },
      { title: 'Parquet', description: '存放 Parquet 文件的文件夹。' },
    ),
  );

const textFilesSchema = <T extends 'ndjson' | 'csv'>(name: T, title: string) =>
  z
    .strictObject({
      type: type(name),
      path: folder,
      compression: z
        .enum(['none', 'gzip', 'zstd'])
        .default('none')
        .meta(
          described(
            { title: 'Compression', description: 'Of whole files.', order: 2 },
            { title: '压缩', description: '整个文件的压缩方式。' },
          ),
        ),
      hard_deletes: hardDeletes,
    })
    .meta(
      described(
        { title, description: `A folder of ${title} files.` },
        { title, description: `存放 ${title} 文件的文件夹。` },
      ),
    );

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
      { title: 'Destination', description: 'Where the rows land.' },
      { title: '目标', description: '数据写到哪里。' },
    ),
  );
