import type { Clock } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { Confirmation, ConfirmRequest } from '../model/source.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import type { Feed } from './feed.ts';
import { Problems } from './problems.ts';

/**
 * Asks the feed of a scan about single records. Where the app lacks the scope to ask, the answer is `not-permitted` with the
 * scope to grant, and the scan alone counts.
 * @throws what another call throws
 */
export async function confirmByFeed(
  feed: Feed | undefined,
  { scan, keys, signal }: ConfirmRequest,
  { client, clock, logger }: { readonly client: OpenPlatformClient; readonly clock: Clock; readonly logger: Logger },
): Promise<Confirmation> {
  const problems = new Problems();
  // Without an answer nothing is known to be gone.
  if (feed?.confirm === undefined) return { kind: 'answered', rows: [], hidden: keys, warnings: [] };
  try {
    const context = { client: scan.within === 'refresh' ? client.urgent() : client, clock, logger, signal, problems };
    const found = await feed.confirm({ scan, keys }, context);
    // What is asked about and cannot be read stays as it is, so the stream is no less complete.
    const warnings = [...problems.tell()].flatMap((change) => {
      if (change.kind === 'incomplete') return [change.error.texts.message];
      return change.kind === 'warning' ? [change.message] : [];
    });
    return { kind: 'answered', ...found, warnings };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.code === 'lark.scope.missing') return { kind: 'not-permitted', error };
    throw error;
  }
}
