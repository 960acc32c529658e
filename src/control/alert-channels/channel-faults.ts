import type { AlertChannel } from '../../model/service/alert.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { FieldFault } from '../field-faults.ts';
import { type ChannelSecret, secretsOf } from './channel-secrets.ts';
import { quietFaults, settingFaults } from './channel-settings.ts';

/** A channel as it is to be, and which of its secrets are set. */
export interface ChannelDraft extends Pick<AlertChannel, 'kind' | 'settings' | 'quietHours'> {
  readonly secrets: readonly ChannelSecret[];
}

/** What is wrong with a channel. */
export async function channelFaults(
  { kind, settings, quietHours, secrets }: ChannelDraft,
  { integrations }: Pick<ServiceTables, 'integrations'>,
): Promise<readonly FieldFault[]> {
  const faults = [...settingFaults(kind, settings), ...quietFaults(quietHours)];
  if (kind === 'url' && !secrets.includes('signing_key')) {
    const message = { en: 'is needed: it signs what is sent', zh: '为必填：用于对发送内容签名' };
    faults.push({ path: 'secrets.signing_key', message });
  }
  for (const name of secrets) {
    if (secretsOf[kind].includes(name)) continue;
    faults.push({ path: `secrets.${name}`, message: { en: 'is no secret of this kind', zh: '不是此类渠道的密钥' } });
  }
  if (kind === 'lark' && faults.length === 0) {
    const integration = await integrations.find(String(settings.integrationId));
    if (integration === undefined) {
      faults.push({ path: 'settings.integrationId', message: { en: 'is no integration', zh: '不是已有的集成' } });
    } else if (integration.kind === 'store_app' && settings.tenantKey === undefined) {
      const message = { en: 'is needed for an app of the store', zh: '对商店应用为必填' };
      faults.push({ path: 'settings.tenantKey', message });
    }
  }
  return faults;
}
