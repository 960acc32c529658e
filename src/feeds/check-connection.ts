import { ConfigError, type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { CheckResult } from '../model/source.ts';
import { applicationEndpoints } from '../open-platform/endpoints/application.ts';
import { readNumber, readObjects, readText } from '../util/json.ts';
import type { Feed, FeedContext } from './feed.ts';

/** Resolves to the other region's name when the credentials are good there. */
export type ProbeRegion = () => Promise<string | undefined>;

const account = 'check';
const granted = 1;

/** Credentials first, then every scope that the feeds need against what the app has been granted. */
export async function* checkConnection(
  feeds: readonly Feed[],
  context: FeedContext,
  probeOtherRegion: ProbeRegion | undefined,
): AsyncGenerator<CheckResult, void, void> {
  try {
    await context.client.authenticate();
  } catch (thrown) {
    const refused = toLarkstreamError(thrown);
    if (refused.family === 'stopped') throw refused;
    const error = (await wrongRegion(refused, context, probeOtherRegion)) ?? refused;
    yield { module: 'connection', subject: 'credentials', outcome: 'failed', message: error.message, error };
    return;
  }
  yield line('credentials', 'ok', `The platform accepts app ${context.client.appId}`);
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
    message: `App ${client.appId} is not known here, but it is an app of ${region}`,
    cure: `Set \`region: ${region}\` in the configuration; in Airbyte, take the source of that region.`,
    details: { region },
    cause: refused,
  });
}

async function* checkScopes(feeds: readonly Feed[], context: FeedContext): AsyncGenerator<CheckResult, void, void> {
  const names = await grantedScopes(context);
  if (names instanceof Error) {
    yield line('scopes', 'warning', `The granted scopes could not be listed: ${names.message}`);
    return;
  }
  for (const feed of feeds) {
    const missing = feed.scopes.filter((anyOf) => anyOf.length > 0 && !anyOf.some((scope) => has(names, scope)));
    const absent = (feed.columnScopes ?? []).filter((anyOf) => !anyOf.some((scope) => has(names, scope)));
    for (const anyOf of missing) yield missingScope(feed, anyOf, context);
    if (absent.length > 0) yield withoutColumns(feed, absent, context);
    if (missing.length + absent.length === 0) {
      yield { module: feed.module, subject: 'scopes', outcome: 'ok', message: 'All scopes are granted' };
    }
  }
}

/** Source: application-v6/scope/list. Its samples leave out the prefix (`user.phone:readonly`), so both forms count. */
async function grantedScopes({ client, signal }: FeedContext): Promise<ReadonlySet<string> | LarkstreamError> {
  try {
    const data = await client.call(applicationEndpoints.listScopes, { signal, account });
    const scopes = readObjects(data, 'scopes').filter((scope) => readNumber(scope, 'grant_status') === granted);
    return new Set(scopes.flatMap((scope) => readText(scope, 'scope_name') ?? []));
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.family === 'stopped') throw error;
    return error;
  }
}

function has(names: ReadonlySet<string>, scope: string): boolean {
  return names.has(scope) || names.has(scope.slice(scope.indexOf(':') + 1));
}

function scopeAddress(scopes: readonly string[], { client }: FeedContext): string {
  return `${client.consoleUrl}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
}

function missingScope(feed: Feed, anyOf: readonly string[], context: FeedContext): CheckResult {
  const url = scopeAddress(anyOf, context);
  const error = new ConfigError({
    code: 'lark.scope.missing',
    message:
      anyOf.length === 1 ? `Scope ${anyOf[0]} is not granted` : `None of the scopes ${anyOf.join(', ')} is granted`,
    cure: `Grant ${anyOf.length === 1 ? 'it' : 'one of them'} at ${url}, then publish a new version of the app.`,
    details: { scopes: [...anyOf], url },
  });
  return { module: feed.module, subject: 'scopes', outcome: 'failed', message: error.message, error };
}

function withoutColumns(feed: Feed, absent: readonly (readonly string[])[], context: FeedContext): CheckResult {
  const scopes = absent.flatMap(([scope]) => scope ?? []);
  const message = `Some columns will be empty without ${scopes.join(', ')}; grant them at ${scopeAddress(scopes, context)} and publish a new version`;
  return { module: feed.module, subject: 'scopes', outcome: 'warning', message };
}

function line(subject: string, outcome: CheckResult['outcome'], message: string): CheckResult {
  return { module: 'connection', subject, outcome, message };
}
