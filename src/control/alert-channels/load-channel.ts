import { must } from '../../model/errors.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { OpenedChannel } from '../../model/service/notifier.ts';
import { readNumber, readText, readTexts } from '../../util/json.ts';
import { loadIntegration } from '../integrations/test-integration.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { urlOf } from './sealed-url.ts';

/** A channel with its secrets opened. @throws ConfigError `api.not.found`, `serve.secret.missing` */
export async function loadChannel(
  parts: Pick<ControlParts, 'store' | 'openVault' | 'resources'>,
  { id, kind, name, language, settings }: AlertChannel,
): Promise<OpenedChannel> {
  const text = (key: string): string => must(readText(settings, key) ?? undefined, `The setting ${key}`);
  const shared = { name, language };
  const vault = parts.openVault(parts.store.secrets);
  switch (kind) {
    case 'mail': {
      const security = text('security');
      return {
        ...shared,
        kind,
        host: text('host'),
        port: must(readNumber(settings, 'port') ?? undefined, 'The port'),
        security: security === 'none' || security === 'starttls' ? security : 'tls',
        user: readText(settings, 'user') ?? undefined,
        password: await vault.get({ ownerKind: 'alert_channel', ownerId: id, name: 'password' }),
        from: text('from'),
        to: readTexts(settings, 'to'),
      };
    }
    case 'url': {
      const keys = await vault.believed({ ownerKind: 'alert_channel', ownerId: id, name: 'signing_key' });
      const url = must(await urlOf(parts, { id, settings }), 'The URL');
      return { ...shared, kind, url, keys: keys.filter((key) => key !== undefined) };
    }
    case 'lark': {
      const integrationId = text('integrationId');
      const integration = found(await parts.store.integrations.find(integrationId), 'integration', integrationId);
      const app = await loadIntegration(parts, integration, readText(settings, 'tenantKey') ?? undefined);
      return { ...shared, kind, chatId: text('chatId'), app };
    }
  }
}
