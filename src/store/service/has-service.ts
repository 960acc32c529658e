import type { Secret } from '../../model/secret.ts';
import { connectPostgres } from '../../postgres/connect-postgres.ts';
import { toStoreError } from '../to-store-error.ts';

/** Whether a service has its tables there; makes nothing. `name` is the address for people. @throws ConfigError, TransientError `store.open.failed` */
export async function hasService(url: Secret): Promise<{ readonly isThere: boolean; readonly name: string }> {
  const { client, name } = await connectPostgres({ url, setting: '--store', code: 'store.open.failed' });
  client.on('error', () => undefined);
  try {
    const { rows } = await client.query<{ found: string | null }>("SELECT to_regclass('larkstream.service') AS found");
    return { isThere: rows[0]?.found != null, name };
  } catch (thrown) {
    throw toStoreError(name, thrown);
  } finally {
    await client.end().catch(() => undefined);
  }
}
