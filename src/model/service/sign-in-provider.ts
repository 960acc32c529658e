import type { Secret } from '../secret.ts';
import type { Resource } from './resource.ts';
import type { Role } from './role.ts';

/** A provider of OpenID Connect. */
export interface OidcSettings {
  readonly kind: 'oidc';
  /** Its address, from which the rest is discovered. */
  readonly issuer: string;
  readonly clientId: string;
  /** Asked for beside `openid` and `profile`. */
  readonly scopes: readonly string[];
  /** Which claim of the token lists the person's groups. */
  readonly groupsClaim: string;
}

/** *Sign in with Feishu* or *Lark*, through the app of an integration. */
export interface LarkSignInSettings {
  readonly kind: 'lark';
  readonly integrationId: string;
  /** Keys of the tenants whose people may sign in. With an app of the store, anybody's would come. */
  readonly tenants: readonly string[];
}

/** Who else proves who somebody is. Of OpenID Connect the vault holds (`sign_in_provider`, id, `client_secret`). */
export interface SignInProvider extends Resource {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly settings: OidcSettings | LarkSignInSettings;
  /** What people are who come for the first time and whose groups say nothing; undefined: they are not let in. */
  readonly defaultRole: Role | undefined;
  /** Group → role, compared at every sign-in where there is any: the highest counts. */
  readonly groupRoles: Readonly<Record<string, Role>>;
}

/** A provider with its secrets opened. */
export type OpenedProvider =
  | (OidcSettings & { readonly clientSecret: Secret | undefined })
  | (Pick<LarkSignInSettings, 'kind' | 'tenants'> & {
      readonly region: 'lark' | 'feishu';
      readonly baseUrl: string | undefined;
      readonly appId: string;
      readonly appSecret: Secret;
    });

/** What ties the way there to the way back. */
export interface SignInKeys {
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** Who somebody is, as their provider says. */
export interface ProvenIdentity {
  /** With `subject`, the person: never a name or an address of mail, which others may get one day. */
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** Talks to providers of identities. */
export interface IdentityProviders {
  /** Where the browser goes. @throws ConfigError `api.identity.refused`; TransientError `api.identity.unreachable` */
  begin(provider: OpenedProvider, keys: SignInKeys, signal: AbortSignal): Promise<string>;
  /**
   * Who it is that came back with these parameters.
   * @throws ConfigError `api.identity.refused`; TransientError `api.identity.unreachable`
   */
  finish(
    provider: OpenedProvider,
    keys: SignInKeys & { readonly parameters: URLSearchParams },
    signal: AbortSignal,
  ): Promise<ProvenIdentity>;
}
