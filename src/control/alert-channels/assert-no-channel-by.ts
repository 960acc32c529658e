import { ConfigError } from '../../model/errors.ts';
import { listOf } from '../../model/message.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';

/** There are a handful of channels. */
const most = 200;

/** @throws ConfigError `api.in.use` while alerts are told through the app of the integration */
export async function assertNoChannelBy(
  { alertChannels }: Pick<ServiceTables, 'alertChannels'>,
  integrationId: string,
): Promise<void> {
  const { items } = await alertChannels.page({ limit: most }, {});
  const users = items.filter(({ kind, settings }) => kind === 'lark' && settings.integrationId === integrationId);
  if (users.length === 0) return;
  const names = users.map(({ name }) => name);
  throw new ConfigError({
    code: 'api.in.use',
    message: {
      en: `Alerts are told through it: ${listOf(names, 'en')}`,
      zh: `以下告警渠道正在使用它：${listOf(names, 'zh')}`,
    },
    details: { alertChannels: users.map(({ id, name }) => ({ id, name })) },
  });
}
