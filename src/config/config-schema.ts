import { z } from 'zod';
import { writeModes } from '../model/write-mode.ts';
import { described } from '../schema/described.ts';
import { rule } from '../schema/rules.ts';
import { text } from '../schema/text-schemas.ts';
import { destinationSchema } from './destinations/registry.ts';
import { eventsSchema } from './events-schema.ts';
import type { Config, StreamSettings } from './settings.ts';
import { sourceSchema } from './source-schema.ts';

/** The `streams` section. */
export const streamsSchema: z.ZodType<StreamSettings> = z
  .strictObject({
    include: z
      .array(text)
      .min(1, rule({ en: 'must name at least one stream', zh: '至少要写一个数据流' }))
      .default(['*'])
      .meta(
        described(
          {
            title: 'Include',
            description: 'Streams to replicate, by name; `*` matches any characters.',
            order: 0,
            examples: [['approval_*', 'contact_users']],
          },
          { title: '包含', description: '要同步的数据流名称；`*` 代表任意字符。' },
        ),
      ),
    exclude: z
      .array(text)
      .default([])
      .meta(
        described(
          { title: 'Exclude', description: 'Streams to leave out of these.', order: 1, examples: [['base_views']] },
          { title: '排除', description: '从中排除的数据流。' },
        ),
      ),
    mode: z
      .record(text, z.enum(writeModes))
      .default({})
      .meta(
        described(
          {
            title: 'Write mode',
            description:
              'By stream name or pattern: `dedup` keeps one row per key (the default), `append` keeps every version, `overwrite` rebuilds the table in each run.',
            order: 2,
            examples: [{ '*': 'dedup', base_records: 'overwrite' }],
          },
          {
            title: '写入方式',
            description:
              '按数据流名称或通配：`dedup` 每个主键保留一行（默认），`append` 保留每个版本，`overwrite` 重建整张表。',
          },
        ),
      ),
  })
  .meta(
    described(
      {
        title: 'Streams',
        description: 'Which streams to replicate, and how to write them. When absent: all, one row per key.',
      },
      { title: '数据流', description: '同步哪些数据流，以及如何写入。不填时同步全部，每个主键一行。' },
    ),
  );

const attachmentsSchema = z
  .strictObject({
    path: text.meta(
      described(
        {
          title: 'Path',
          description: "The folder of the files; a relative path starts at this file's folder.",
          order: 0,
          examples: ['attachments'],
        },
        { title: '路径', description: '存放文件的文件夹；相对路径从本文件所在的文件夹算起。' },
      ),
    ),
    max_megabytes: z
      .number()
      .positive(rule({ en: 'must be greater than 0', zh: '必须大于 0' }))
      .default(1000)
      .meta(
        described(
          {
            title: 'Largest file',
            description: 'Larger files are left out; in megabytes.',
            order: 1,
          },
          { title: '文件大小上限', description: '更大的文件不下载；单位为 MB。' },
        ),
      ),
  })
  .meta(
    described(
      {
        title: 'Attachments',
        description: 'Downloads the files in the records of Bases into a folder. When absent, no file is downloaded.',
      },
      { title: '附件', description: '把多维表格记录中的附件下载到一个文件夹。不填时不下载。' },
    ),
  );

/** The whole configuration file, defaults included; `larkstream spec --file` prints it as JSON Schema, `readConfig` checks by it. */
export const configSchema: z.ZodType<Config> = z
  .strictObject({
    source: sourceSchema,
    destination: destinationSchema,
    streams: streamsSchema.prefault({}),
    attachments: attachmentsSchema.optional(),
    events: eventsSchema.prefault({}),
  })
  .meta(described({ title: 'larkstream.yaml' }, { title: 'larkstream.yaml' }));
