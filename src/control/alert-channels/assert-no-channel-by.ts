import type { ServiceTables } from '../../model/service/service-store.ts';
import { assertNoUsers } from '../outcomes.ts';

/** There are a handful of channels. */
const most = 200;

/** @throws ConfigError `api.in.use` while alerts are told through the app of the integration */
export async function assertNoChannelBy(
  { alertChannels }: Pick<ServiceTables, 'alertChannels'>,
  integrationId: string,
): Promise<void> {
  const { items } = await alertChannels.page({ limit: most }, {});
  const users = items.filter(({ kind, settings }) => kind === 'lark' && settings.integrationId === integrationId);
  assertNoUsers(users, 'alertChannels', { en: 'Alerts are told through it', zh: '以下告警渠道正在使用它' });
}
