import type { IdentityProviders } from '../model/service/sign-in-provider.ts';
import type { GuardedFetchParts } from './guarded-fetch.ts';
import { beginLark, finishLark } from './lark.ts';

interface IdentityProvidersOptions extends GuardedFetchParts {
  /** Of a clock that nobody sets. */
  readonly now: () => number;
}

/** Talks OpenID Connect, and the platform's own way to sign in. The library of the first is loaded when it is needed. */
export function createIdentityProviders(options: IdentityProvidersOptions): IdentityProviders {
  const { environment } = options;
  let loaded: ReturnType<typeof loadOidc> | undefined;
  const oidc = (): ReturnType<typeof loadOidc> => {
    loaded ??= loadOidc(options);
    return loaded;
  };
  return {
    begin: async (provider, keys, signal) => {
      if (provider.kind === 'lark') return beginLark(provider, keys);
      const { beginOidc, discovery } = await oidc();
      return await beginOidc(provider, keys, { discovery, signal });
    },
    finish: async (provider, keys, signal) => {
      if (provider.kind === 'lark') return await finishLark(provider, keys, { environment, signal });
      const { finishOidc, discovery } = await oidc();
      return await finishOidc(provider, keys, { discovery, signal });
    },
  };
}

async function loadOidc(options: IdentityProvidersOptions) {
  const { OidcDiscovery, beginOidc, finishOidc } = await import('./oidc.ts');
  return { beginOidc, finishOidc, discovery: new OidcDiscovery(options) };
}
