import { createAppClient } from '../../app/create-app-client.ts';
import { createClientPool } from '../../app/create-client.ts';
import type { Secret } from '../../model/secret.ts';
import type { AccessToken } from '../../model/service/access-token.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { closeAll } from '../../util/close-all.ts';
import { TokenShelf, type TokenShelfParts } from './token-shelf.ts';

/** Whose token. */
export interface WantedToken {
  readonly pipeline: Pick<Pipeline, 'integrationId'>;
  readonly config: LoadedConfig;
  /** One that the platform has refused. */
  readonly rejected: Secret | undefined;
}

/** The token with which a run of a pipeline calls: one that a process of the service has fetched, else a fresh one. @throws what a call throws */
export async function giveToken(
  parts: TokenShelfParts,
  { pipeline, config, rejected }: WantedToken,
): Promise<AccessToken> {
  const shelf = new TokenShelf(parts, pipeline.integrationId);
  const clients = createClientPool(parts.clock, shelf.sharing);
  const { client, close } = await createAppClient(config, { clients, clock: parts.clock });
  try {
    return await client.giveToken(rejected);
  } finally {
    await closeAll(close, () => clients.close());
  }
}
