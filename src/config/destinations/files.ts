import { resolve } from 'node:path';
import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { text } from '../../schema/text-schemas.ts';
import type { FilesSettings } from '../settings.ts';
import { hardDeletes, type } from './fields.ts';
import type { DestinationPlace, KindSchema } from './kind.ts';

/** A folder; each tenant needs one of its own. */
export function filesPlace(settings: FilesSettings): DestinationPlace {
  const { path } = settings;
  return {
    name: path,
    tenantSetting: { name: 'destination.path', value: path },
    forTenant: (fill) => ({ ...settings, path: fill(path) }),
    from: (folder) => ({ ...settings, path: resolve(folder, path) }),
  };
}

const folder = text.meta(
  described(
    {
      title: 'Path',
      description:
        "The folder of the files; it is created when absent. A relative path starts at this file's folder, in a service at its `--files-root`.",
      order: 1,
      examples: ['lake'],
    },
    {
      title: '路径',
      description:
        '存放文件的文件夹；不存在时自动创建。相对路径从本文件所在的文件夹算起，在服务中从 `--files-root` 算起。',
    },
  ),
);

/** The settings of `type: parquet`. */
export const parquetSchema: KindSchema<FilesSettings> = z
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
            description: 'How the columns inside the files are compressed.',
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

/** The settings of formats whose files are compressed as a whole, if at all. */
export const textFilesSchema = (name: 'ndjson' | 'csv', title: string): KindSchema<FilesSettings> =>
  z
    .strictObject({
      type: type(name),
      path: folder,
      compression: z
        .enum(['none', 'gzip', 'zstd'])
        .default('none')
        .meta(
          described(
            { title: 'Compression', description: 'How whole files are compressed.', order: 2 },
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
