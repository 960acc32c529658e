import { ConfigError, LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { CheckResult } from '../model/source.ts';
import type { Feed } from './feed.ts';
import type { FeedContext } from './feed-context.ts';
import { grantedScopes } from './granted-scopes.ts';
import { emptyColumns, missingScope, unmetScopes } from './unmet-scopes.ts';

/** Resolves to the other region's name when the credentials are good there. */
export type ProbeRegion = () => Promise<string | undefined>;

/** Credentials first, then every scope that the feeds need against what the app has been granted. */
export async function* checkConnection(
  feeds: readonly Feed[],
  context: FeedContext,
  probeOtherRegion: ProbeRegion | undefined,
): AsyncGenerator<CheckResult, void, void> {
  try {
    await context.client.authenticate(context.signal);
  } catch (thrown) {
    const refused = toLarkstreamError(thrown);
    if (refused.family === 'stopped') throw refused;
    const error = (await wrongRegion(refused, context, probeOtherRegion)) ?? refused;
    yield { module: 'connection', subject: 'credentials', outcome: 'failed', message: error.texts.message, error };
    return;
  }
  yield line('credentials', 'ok', {
    en: `The platform accepts app ${context.client.appId}`,
    zh: `平台接受应用 ${context.client.appId}`,
  });
  yield* checkScopes(feeds, context);
}

async function wrongRegion(
  refused: LarkstreamError,
  { client }: FeedContext,
  probeOtherRegion: ProbeRegion | undefined,
): Promise<LarkstreamError | undefined> {
  if (refused.code !== 'lark.credentials.rejected' || probeOtherRegion === undefined) return undefined;
  const region = await probeOtherRegion();
  if (region === undefined) return undefined;
  return otherRegion(client.appId, region, refused);
}

/** For an app whose credentials the other region accepts. */
export function otherRegion(appId: string, region: string, refused: LarkstreamError): ConfigError {
  return new ConfigError({
    code: 'lark.region.mismatch',
    message: {
      en: `App ${appId} is not known here, but it is an app of ${region}`,
      zh: `这里没有应用 ${appId}，它是 ${region} 的应用`,
    },
    cure: {
      en: `Set \`region: ${region}\` in the configuration; in Airbyte, use the source of that region.`,
      zh: `在配置中设置 \`region: ${region}\`；在 Airbyte 中请选用该区域的数据源。`,
    },
    details: { region },
    cause: refused,
  });
}

async function* checkScopes(feeds: readonly Feed[], context: FeedContext): AsyncGenerator<CheckResult, void, void> {
  const names = await grantedScopes(context);
  if (names instanceof LarkstreamError) {
    yield line('scopes', 'warning', {
      en: `The granted scopes could not be listed: ${names.texts.message.en}`,
      zh: `无法列出已开通的权限：${names.texts.message.zh}`,
    });
    return;
  }
  for (const feed of feeds) {
    const { calls: missing, columns: absent } = unmetScopes(feed.scopes, names);
    for (const need of missing) {
      const error = missingScope(need, context.client);
      yield { module: feed.module, subject: 'scopes', outcome: 'failed', message: error.texts.message, error };
    }
    if (absent.length > 0) {
      const { message } = emptyColumns(absent, context.client);
      yield { module: feed.module, subject: 'scopes', outcome: 'warning', message };
    }
    if (missing.length + absent.length === 0) {
      yield {
        module: feed.module,
        subject: 'scopes',
        outcome: 'ok',
        message: { en: 'All scopes are granted', zh: '所需权限均已开通' },
      };
    }
  }
}

function line(subject: string, outcome: CheckResult['outcome'], message: Message): CheckResult {
  return { module: 'connection', subject, outcome, message };
}
