import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ControlParts } from '../parts.ts';
import { endsOf } from './ends-of.ts';
import { loadConfig } from './load-config.ts';
import { assertStaysInside } from './to-config.ts';

/**
 * The configuration of a pipeline as it is now, with its secrets opened.
 * @throws ConfigError `serve.secret.missing`, `serve.files.outside`, `serve.host.refused`
 */
export async function loadPipeline(
  parts: Pick<ControlParts, 'store' | 'openVault' | 'resources'>,
  pipeline: Pick<Pipeline, 'integrationId' | 'destinationId' | 'tenantKey' | 'modules' | 'streams'>,
): Promise<LoadedConfig> {
  const vault = parts.openVault(parts.store.secrets);
  const { guard, eventStore, filesRoot } = parts.resources;
  const openSecret = vault.get.bind(vault);
  const ends = await endsOf(parts.store, pipeline);
  assertStaysInside(ends.destination, parts.resources);
  const loaded = await loadConfig({
    ...ends,
    pipeline,
    filesRoot,
    eventStore,
    guard,
    openSecret,
  });
  return { ...loaded, destination: ends.destination?.name, filesRoot };
}
