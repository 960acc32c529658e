import type { CallPurpose } from '../../model/call-purpose.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import type { JsonObject } from '../../util/json.ts';
import { isInstanceMissing } from './failures.ts';

/** One instance to fetch; `query` holds the configured `locale` and `user_id_type`. */
interface GetInstanceOptions {
  readonly client: OpenPlatformClient;
  readonly signal: AbortSignal;
  readonly query: Readonly<Record<string, string>>;
  readonly instanceCode: string;
  readonly purpose: CallPurpose;
  /** It was there before: two refusals in a row mean that it is gone. A single one may come from a replica that lags. */
  readonly isKnown: boolean;
}

/**
 * The detail's `data`; undefined when a known instance is gone.
 * @throws what the call throws
 */
export async function getInstance(options: GetInstanceOptions): Promise<JsonObject | undefined> {
  const { client, signal, query, instanceCode, isKnown, purpose } = options;
  for (let asked = 1; ; asked++) {
    try {
      const path = { instance_id: instanceCode };
      const asked = { path, query, signal, feed: 'approval', purpose };
      return await client.call(approvalEndpoints.getInstance, asked);
    } catch (thrown) {
      if (!isKnown || !isInstanceMissing(toLarkstreamError(thrown))) throw thrown;
      if (asked === 2) return undefined;
    }
  }
}
