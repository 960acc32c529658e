import { Secret } from '../../model/secret.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { readText } from '../../util/json.ts';
import type { ControlParts } from '../parts.ts';
import { withoutPath } from './channel-settings.ts';

/** There are a handful of channels. */
const most = 200;

type Drafted = Pick<AlertChannel, 'kind' | 'settings'>;
type Vaults = Pick<ControlParts, 'openVault'>;

/** The path of a URL may be a secret, as chat bots have it: the table holds where it leads, and the vault the whole of it. */
export function openPart({ kind, settings }: Drafted): AlertChannel['settings'] {
  return kind === 'url' ? withoutPath(settings) : settings;
}

/** Seals the URL that was given, unless it is given as it is shown: then the one before stays. */
export async function sealUrl(
  { openVault }: Vaults,
  tables: Pick<ServiceTables, 'secrets'>,
  { id, kind, settings, shown }: Drafted & { readonly id: string; readonly shown?: AlertChannel['settings'] },
): Promise<void> {
  const url = readText(settings, 'url');
  if (kind !== 'url' || url === null || url === shown?.url) return;
  const address = { ownerKind: 'alert_channel', ownerId: id, name: 'url' } as const;
  await openVault(tables.secrets).set(address, new Secret(url));
  await tables.secrets.retire(address, 0);
}

/** The whole URL of a channel. */
export async function urlOf(
  { openVault, store }: Vaults & Pick<ControlParts, 'store'>,
  { id, settings }: Pick<AlertChannel, 'id' | 'settings'>,
): Promise<string | undefined> {
  const sealed = await openVault(store.secrets).get({ ownerKind: 'alert_channel', ownerId: id, name: 'url' });
  return sealed?.reveal() ?? readText(settings, 'url') ?? undefined;
}

/** Earlier versions kept URLs whole: they are sealed when a service begins. */
export async function sealEarlierUrls({
  store,
  openVault,
  clock,
}: Vaults & Pick<ControlParts, 'store' | 'clock'>): Promise<void> {
  await store.transaction(async (tables) => {
    const { items } = await tables.alertChannels.page({ limit: most }, {});
    for (const channel of items) {
      const settings = openPart(channel);
      if (settings.url === channel.settings.url) continue;
      await sealUrl({ openVault }, tables, channel);
      await tables.alertChannels.update({ ...channel, settings }, clock.now());
    }
  });
}
