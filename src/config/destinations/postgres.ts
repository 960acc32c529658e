import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { postgresAddress } from '../../schema/text-schemas.ts';
import type { PostgresSettings } from '../settings.ts';
import { hardDeletes, schema, type } from './fields.ts';
import type { DestinationPlace, KindSchema } from './kind.ts';

/** A schema of a database; tenants share the database and differ in the schema. */
export function postgresPlace(settings: PostgresSettings): DestinationPlace {
  const { url, schema: name } = settings;
  return {
    get name() {
      const { host, pathname } = new URL(url.reveal());
      return `${host}${pathname}, schema ${name}`;
    },
    tenantSetting: { name: 'destination.schema', value: name },
    forTenant: (fill) => ({ ...settings, schema: fill(name) }),
    from: () => settings,
  };
}

/** The settings of `type: postgres`. */
export const postgresSchema: KindSchema<PostgresSettings> = z
  .strictObject({
    type: type('postgres'),
    url: postgresAddress.meta(
      described(
        {
          title: 'URL',
          description:
            'The address of the server with user and database; TLS parameters such as `?sslmode=require` belong to it.',
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
