import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { CheckResult } from '../../model/source.ts';
import { driveEndpoints } from '../../open-platform/endpoints/drive.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { type BaseConfig, feed } from './config.ts';
import { resolveTargets } from './targets.ts';

/**
 * Once for each Base. Subscribing again is answered like the first time and is allowed a hundred times as often as asking
 * (10 a minute), so it is done without asking. Source: drive-v1/event/subscribe, get_subscribe.
 */
export async function* subscribeBases(
  config: BaseConfig,
  context: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  const { client, signal } = context;
  const { bases, failed } = await resolveTargets(config, context);
  for (const { link, error } of failed)
    yield { module: 'base', subject: link, outcome: 'failed', message: error.texts.message };
  for (const { appToken } of bases) {
    const line = { module: 'base', subject: appToken } as const;
    try {
      const path = { file_token: appToken };
      await client.call(driveEndpoints.subscribeFile, { path, query: { file_type: 'bitable' }, signal, feed });
      yield { ...line, outcome: 'ok', message: { en: 'Subscribed', zh: '已订阅' } };
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      const failure = new ConfigError({
        code: 'events.subscription.failed',
        message: error.texts.message,
        cause: error,
      });
      yield { ...line, outcome: 'failed', message: error.texts.message, error: failure };
    }
  }
}
