import type { Secret } from '../secret.ts';
import type { SealedText } from '../triggers/sealed-text.ts';

/** A token that the platform takes in calls, for as long as it has left. */
export interface AccessToken {
  readonly token: Secret;
  readonly expiresInMs: number;
}

/** Tokens that a process has fetched for all processes of the service, sealed. Times are by the clock of the store. */
export interface AccessTokenTable {
  /** Undefined when there is none, or it has ended. */
  find(integrationId: string, name: string): Promise<KeptToken | undefined>;
  set(integrationId: string, name: string, kept: KeptToken): Promise<void>;
}

/** A row of it. */
export interface KeptToken {
  readonly sealed: SealedText;
  readonly expiresInMs: number;
}
