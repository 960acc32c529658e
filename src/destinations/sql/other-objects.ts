import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { ownTableNames } from './own-tables.ts';

export const aView: Message = { en: 'a view', zh: '视图' };

/**
 * Before anything is asked of the tables: a view in the place of one would answer each question in words of the database that name
 * neither the view nor a cure.
 * @throws ConfigError `destination.table.incompatible`
 */
export async function assertNoOtherObjects<C extends SqlConnection>(
  { database, dialect, schema }: SqlPlace<C>,
  streams: readonly string[],
): Promise<void> {
  const names = [...ownTableNames, ...streams, ...streams.map((stream) => dialect.shadowName(stream))];
  const others = await dialect.findOtherObjects(database, schema, names);
  if (others.length === 0) return;
  throw new ConfigError({
    code: 'destination.table.incompatible',
    message: {
      en: `${others.map(({ name, kind }) => `${schema}.${name} is ${kind.en}`).join('; ')} in ${database.name}, where Larkstream needs a table of that name`,
      zh: `${database.name} 中，${others.map(({ name, kind }) => `${schema}.${name} 是${kind.zh}`).join('；')}，而 Larkstream 需要以此命名的表`,
    },
    cure: {
      en: 'Drop it or give it another name, then sync again: the table is made anew, and the run says what it cannot fill. Or choose another `schema`.',
      zh: '请删除它或为它改名，然后再次同步：表会重新创建，无法填充的内容会在运行中说明；也可以换一个 `schema`。',
    },
  });
}
