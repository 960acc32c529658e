import { ConfigError } from '../../model/errors.ts';
import { quoteName } from '../sql/text.ts';
import type { PostgresConnection } from './connection.ts';

/**
 * What a run needs: temporary tables, and a schema to make tables in, or the right to make the schema.
 * @throws ConfigError `destination.open.failed` with the statement that grants what is missing.
 */
export async function assertPrivileges(database: PostgresConnection, schema: string): Promise<void> {
  const [answer = []] = await database.rows(
    `SELECT current_user, current_database(), has_database_privilege(current_database(), 'TEMP'),
       has_database_privilege(current_database(), 'CREATE'), n.oid IS NOT NULL,
       coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_schema_privilege(n.oid, 'CREATE'), false)
     FROM (SELECT 1) one LEFT JOIN pg_namespace n ON n.nspname = $1`,
    [schema],
  );
  const [user, name, mayMakeTemporary, mayMakeSchemas, hasSchema, mayMakeTables] = answer;
  const [role, base] = [quoteName(String(user)), quoteName(String(name))];
  const missing: string[] = [];
  if (mayMakeTemporary !== true) missing.push(`GRANT TEMPORARY ON DATABASE ${base} TO ${role};`);
  if (hasSchema === true && mayMakeTables !== true) {
    missing.push(`GRANT USAGE, CREATE ON SCHEMA ${quoteName(schema)} TO ${role};`);
  }
  if (hasSchema !== true && mayMakeSchemas !== true) {
    missing.push(`CREATE SCHEMA ${quoteName(schema)} AUTHORIZATION ${role};`);
  }
  if (missing.length === 0) return;
  throw new ConfigError({
    code: 'destination.open.failed',
    message: {
      en: `User ${String(user)} may not write into schema ${schema} of ${database.name}`,
      zh: `用户 ${String(user)} 无权写入 ${database.name} 的 schema ${schema}`,
    },
    cure: {
      en: `Let the owner of the database run: ${missing.join(' ')}`,
      zh: `请数据库所有者运行：${missing.join(' ')}`,
    },
  });
}
