import { eachOf } from '../../model/service/page.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { SignInProvider } from '../../model/service/sign-in-provider.ts';
import { assertNoUsers } from '../outcomes.ts';

/** The ways to sign in through the app of an integration. */
export async function signInsBy(
  { signInProviders }: Pick<ServiceTables, 'signInProviders'>,
  integrationId: string,
): Promise<readonly SignInProvider[]> {
  const all = await Array.fromAsync(eachOf((request) => signInProviders.page(request, {})));
  return all.filter(({ settings }) => settings.kind === 'lark' && settings.integrationId === integrationId);
}

/** @throws ConfigError `api.in.use` while people sign in through the app of the integration */
export async function assertNoSignInBy(
  tables: Pick<ServiceTables, 'signInProviders'>,
  integrationId: string,
): Promise<void> {
  const users = await signInsBy(tables, integrationId);
  assertNoUsers(users, 'signInProviders', { en: 'People sign in through it', zh: '以下登录方式正在使用它' });
}
