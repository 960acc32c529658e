import { ApiError } from '../../../src/client/api-error.ts';

/** Scopes of which an app needs one, and where it gets them. */
export interface MissingScopes {
  readonly scopes: readonly string[];
  readonly url: string | undefined;
}

/** What an app lacks, where the platform has refused it for that. */
export function missingScopes(error: unknown): MissingScopes | undefined {
  if (!(error instanceof ApiError) || error.code !== 'lark.scope.missing') return undefined;
  const { scopes, url } = error.details;
  const named = Array.isArray(scopes) ? scopes.filter((one) => typeof one === 'string') : [];
  return named.length === 0 ? undefined : { scopes: named, url: typeof url === 'string' ? url : undefined };
}
