import { ConfigError } from '../../model/errors.ts';
import { listOf } from '../../model/message.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';

/** There are a handful of ways to sign in. */
const most = 200;

/** @throws ConfigError `api.in.use` while people sign in through the app of the integration */
export async function assertNoSignInBy(
  { signInProviders }: Pick<ServiceTables, 'signInProviders'>,
  integrationId: string,
): Promise<void> {
  const { items } = await signInProviders.page({ limit: most }, {});
  const users = items.filter(({ settings }) => settings.kind === 'lark' && settings.integrationId === integrationId);
  if (users.length === 0) return;
  const names = users.map(({ name }) => name);
  throw new ConfigError({
    code: 'api.in.use',
    message: {
      en: `People sign in through it: ${listOf(names, 'en')}`,
      zh: `以下登录方式正在使用它：${listOf(names, 'zh')}`,
    },
    details: { signInProviders: users.map(({ id, name }) => ({ id, name })) },
  });
}
