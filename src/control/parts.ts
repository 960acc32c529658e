import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { SecretStore } from '../model/secret-store.ts';
import type { SecretVault } from '../model/service/secret-vault.ts';
import type { ServiceStore } from '../model/service/service-store.ts';
import type { BodyVault } from '../model/triggers/sealed-text.ts';
import type { Passwords } from './accounts/bounded-passwords.ts';
import type { ChangeFeed } from './changes/change-feed.ts';
import type { ReplyDoor } from './replies/reply-door.ts';
import type { ResourceParts } from './resource-parts.ts';

/** What every use case of the service works with. A use case takes `Pick<ControlParts, …>` where it needs little. */
export interface ControlParts {
  readonly store: ServiceStore;
  /** Within a transaction, of `tables.secrets`: a secret then appears with the change that it belongs to. */
  readonly openVault: (secrets: SecretStore) => SecretVault;
  /** What people have said to bots: sealed before a transaction begins, opened after it. */
  readonly bodies: BodyVault;
  readonly clock: Clock;
  readonly logger: Logger;
  /** An id such as `pl_…`; the prefix says of what. */
  readonly newId: (prefix: string) => string;
  /** Unguessable. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Where people reach the service, without a slash at its end: what links begin with. */
  readonly publicUrl: string;
  /** Hashes and compares passwords, few at a time. */
  readonly passwords: Passwords;
  readonly changeFeed: ChangeFeed;
  /** Who comes with a reply handle. */
  readonly replies: ReplyDoor;
  readonly resources: ResourceParts;
}
