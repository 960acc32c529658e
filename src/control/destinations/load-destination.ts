import type { ServiceDestination } from '../../model/service/destination.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { ControlParts } from '../parts.ts';
import { openSecrets } from '../pipelines/load-config.ts';
import { assertStaysInside, destinationDocument } from '../pipelines/to-config.ts';

/** The settings of a destination by themselves, with its secret opened. @throws ConfigError as `loadConfig` */
export async function loadDestination(
  parts: Pick<ControlParts, 'store' | 'openVault' | 'resources'>,
  destination: ServiceDestination,
): Promise<LoadedConfig> {
  const vault = parts.openVault(parts.store.secrets);
  const { guard, filesRoot } = parts.resources;
  assertStaysInside(destination, parts.resources);
  const { settings, secrets } = destinationDocument(destination, filesRoot);
  const openSecret = vault.get.bind(vault);
  const opened = await openSecrets(secrets, { openSecret, guard });
  return { text: JSON.stringify(settings, null, 2), secrets: opened, filesRoot };
}
