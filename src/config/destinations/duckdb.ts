import { resolve } from 'node:path';
import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { rule } from '../../schema/rules.ts';
import { text } from '../../schema/text-schemas.ts';
import type { DuckdbSettings } from '../settings.ts';
import { hardDeletes, schema, type } from './fields.ts';
import type { DestinationPlace, KindSchema } from './kind.ts';

/** A file: its path separates tenants, or the schema in it if the path names no tenant. */
export function duckdbPlace(settings: DuckdbSettings): DestinationPlace {
  const { path, schema: name } = settings;
  return {
    name: path,
    tenantSetting: { name: 'destination.path', value: path },
    forTenant: (fill) => ({ ...settings, path: fill(path), schema: fill(name) }),
    from: (folder) => ({ ...settings, path: resolve(folder, path) }),
  };
}

/** DuckDB's own write-ahead log of another file, our run log beside one, and what is being written. */
const taken = ['.wal', '.runs.json', '.tmp'];
const isFree = (path: string): boolean => !taken.some((ending) => path.toLowerCase().endsWith(ending));
const mustBeFree = rule({
  en: `must not end in ${taken.join(', ')}: files of these names belong to another database file`,
  zh: `不能以 ${taken.join('、')} 结尾：这些名称的文件属于另一个数据库文件`,
});

/** The settings of `type: duckdb`. */
export const duckdbSchema: KindSchema<DuckdbSettings> = z
  .strictObject({
    type: type('duckdb'),
    path: text.refine(isFree, mustBeFree).meta(
      described(
        {
          title: 'Path',
          description:
            "The database file; it is created when absent. A relative path starts at this file's folder, in a service at its `--files-root`.",
          order: 1,
          examples: ['larkstream.duckdb'],
        },
        {
          title: '路径',
          description:
            '数据库文件；不存在时自动创建。相对路径从本文件所在的文件夹算起，在服务中从 `--files-root` 算起。',
        },
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
