import type { ServiceTables } from '../../model/service/service-store.ts';
import { assertNoUsers } from '../outcomes.ts';

/** There are a handful of ways to sign in. */
const most = 200;

/** @throws ConfigError `api.in.use` while people sign in through the app of the integration */
export async function assertNoSignInBy(
  { signInProviders }: Pick<ServiceTables, 'signInProviders'>,
  integrationId: string,
): Promise<void> {
  const { items } = await signInProviders.page({ limit: most }, {});
  const users = items.filter(({ settings }) => settings.kind === 'lark' && settings.integrationId === integrationId);
  assertNoUsers(users, 'signInProviders', { en: 'People sign in through it', zh: '以下登录方式正在使用它' });
}
