import { ConfigError, LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { CheckResult } from '../model/source.ts';
import type { Feed } from './feed.ts';
import type { FeedContext } from './feed-context.ts';
import { grantedScopes, hasScope } from './granted-scopes.ts';
import type { ScopeNeed } from './scopes.ts';

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
  return new ConfigError({
    code: 'lark.region.mismatch',
    message: {
      en: `App ${client.appId} is not known here, but it is an app of ${region}`,
      zh: `这里没有应用 ${client.appId}，它是 ${region} 的应用`,
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
    const isUnmet = ({ anyOf }: ScopeNeed): boolean => !anyOf.some((scope) => hasScope(names, scope));
    const missing = feed.scopes.calls.filter(isUnmet);
    const absent = feed.scopes.columns.filter(isUnmet);
    for (const need of missing) yield missingScope(feed, need, context);
    if (absent.length > 0) yield withoutColumns(feed, absent, context);
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

function scopeAddress(scopes: readonly string[], { client }: FeedContext): string {
  return `${client.consoleUrl}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
}

function missingScope(feed: Feed, { anyOf }: ScopeNeed, context: FeedContext): CheckResult {
  const url = scopeAddress(anyOf, context);
  const error = new ConfigError({
    code: 'lark.scope.missing',
    message:
      anyOf.length === 1
        ? { en: `Scope ${anyOf[0]} is not granted`, zh: `未开通权限 ${anyOf[0]}` }
        : { en: `None of the scopes ${anyOf.join(', ')} is granted`, zh: `权限 ${anyOf.join('、')} 均未开通` },
    cure: {
      en: `Grant ${anyOf.length === 1 ? 'it' : 'one of them'} at ${url}, then publish a new version of the app.`,
      zh: `在 ${url} 开通${anyOf.length === 1 ? '该权限' : '其中之一'}，然后发布应用的新版本。`,
    },
    details: { scopes: [...anyOf], url },
  });
  return { module: feed.module, subject: 'scopes', outcome: 'failed', message: error.texts.message, error };
}

function withoutColumns(feed: Feed, absent: readonly ScopeNeed[], context: FeedContext): CheckResult {
  const scopes = absent.flatMap(({ anyOf: [scope] }) => scope ?? []);
  const message: Message = {
    en: `Some columns will be empty without ${scopes.join(', ')}; grant them at ${scopeAddress(scopes, context)} and publish a new version`,
    zh: `没有 ${scopes.join('、')} 时部分列为空；请在 ${scopeAddress(scopes, context)} 开通并发布新版本`,
  };
  return { module: feed.module, subject: 'scopes', outcome: 'warning', message };
}

function line(subject: string, outcome: CheckResult['outcome'], message: Message): CheckResult {
  return { module: 'connection', subject, outcome, message };
}
