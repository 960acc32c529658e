import type { IdentityProviders } from '../model/service/sign-in-provider.ts';
import type { GuardedFetchParts } from './guarded-fetch.ts';
import { beginLark, finishLark } from './lark.ts';

/** Talks OpenID Connect, and the platform's own way to sign in. The library of the first is loaded when it is needed. */
export function createIdentityProviders(parts: GuardedFetchParts): IdentityProviders {
  const { environment } = parts;
  return {
    begin: async (provider, keys) => {
      if (provider.kind === 'lark') return beginLark(provider, keys);
      return await (await import('./oidc.ts')).beginOidc(provider, keys, parts);
    },
    finish: async (provider, keys, signal) => {
      if (provider.kind === 'lark') return await finishLark(provider, keys, { environment, signal });
      return await (await import('./oidc.ts')).finishOidc(provider, keys, parts);
    },
  };
}
