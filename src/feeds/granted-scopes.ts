import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import { applicationEndpoints } from '../open-platform/endpoints/application.ts';
import { readNumber, readObjects, readText } from '../util/json.ts';
import type { FeedContext } from './feed-context.ts';

const feed = 'check';
const granted = 1;

/**
 * The names of the granted scopes, or why they cannot be listed. Source: application-v6/scope/list. Its samples leave out
 * the prefix (`user.phone:readonly`), so both forms count.
 * @throws StoppedError
 */
export async function grantedScopes({
  client,
  signal,
}: Pick<FeedContext, 'client' | 'signal'>): Promise<ReadonlySet<string> | LarkstreamError> {
  try {
    const data = await client.call(applicationEndpoints.listScopes, { signal, feed });
    const scopes = readObjects(data, 'scopes').filter((scope) => readNumber(scope, 'grant_status') === granted);
    return new Set(scopes.flatMap((scope) => readText(scope, 'scope_name') ?? []));
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.family === 'stopped') throw error;
    return error;
  }
}

/** Also true for the scope without its prefix up to the first colon. */
export function hasScope(names: ReadonlySet<string>, scope: string): boolean {
  return names.has(scope) || names.has(scope.slice(scope.indexOf(':') + 1));
}
