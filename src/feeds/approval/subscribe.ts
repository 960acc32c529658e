import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { CheckResult } from '../../model/source.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import type { ApprovalConfig } from './config.ts';

/** "subscription existed"; 60007 was its number in the version before. */
const exists: ReadonlySet<number> = new Set([1390007, 60007]);

/** Once for each definition. No call says whether a subscription holds; subscribing again does. */
export async function* subscribeApprovals(
  { approvalCodes }: ApprovalConfig,
  { client, signal }: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  for (const approvalCode of approvalCodes) {
    const line = { module: 'approval', subject: approvalCode } as const;
    try {
      const path = { approval_code: approvalCode };
      await client.call(approvalEndpoints.subscribe, { path, signal, feed: 'approval' });
      yield { ...line, outcome: 'ok', message: { en: 'Subscribed', zh: '已订阅' } };
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      if (exists.has(platformCode(error) ?? 0)) {
        yield { ...line, outcome: 'ok', message: { en: 'Was subscribed', zh: '此前已订阅' } };
        continue;
      }
      const failed = new ConfigError({
        code: 'events.subscription.failed',
        message: error.texts.message,
        cause: error,
      });
      yield { ...line, outcome: 'failed', message: error.texts.message, error: failed };
    }
  }
}
