import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { OpenedProvider, SignInProvider } from '../../model/service/sign-in-provider.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** Of whom the client secret of a provider is. */
export const providerKind = 'sign_in_provider' as const;
export const clientSecretName = 'client_secret';

/** The provider with what it is asked with. @throws ConfigError `api.identity.refused`, `api.not.found`, `secrets.keys.wrong` */
export async function openProvider(
  { store, openVault }: Pick<ControlParts, 'store' | 'openVault'>,
  { id, isEnabled, settings }: SignInProvider,
): Promise<OpenedProvider> {
  if (!isEnabled) throw notLetIn({ en: 'This way to sign in is switched off', zh: '此登录方式已停用' });
  const vault = openVault(store.secrets);
  if (settings.kind === 'oidc') {
    const secret = { ownerKind: providerKind, ownerId: id, name: clientSecretName };
    return { ...settings, clientSecret: await vault.get(secret) };
  }
  const { integrationId, tenants } = settings;
  const { region, baseUrl, appId } = found(await store.integrations.find(integrationId), 'integration', integrationId);
  const appSecret = await vault.get({ ownerKind: 'integration', ownerId: integrationId, name: 'app_secret' });
  if (appSecret === undefined) {
    throw notLetIn({ en: 'The integration has no App Secret', zh: '该集成没有 App Secret' });
  }
  return { kind: 'lark', tenants, region, baseUrl, appId, appSecret };
}

/** The person is not let in. */
export function notLetIn(message: Message): ConfigError {
  return new ConfigError({ code: 'api.identity.refused', message });
}
