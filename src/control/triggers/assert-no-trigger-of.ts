import type { ServiceTables } from '../../model/service/service-store.ts';
import { assertNoUsers } from '../outcomes.ts';

/** So many are named. */
const mostNamed = 20;

/** @throws ConfigError `api.in.use` while triggers answer with the integration */
export async function assertNoTriggerOf(
  { triggers }: Pick<ServiceTables, 'triggers'>,
  integrationId: string,
): Promise<void> {
  const { items } = await triggers.page({ limit: mostNamed }, { integrationId });
  assertNoUsers(items, 'triggers', { en: 'Triggers use it', zh: '以下触发器正在使用它' });
}
