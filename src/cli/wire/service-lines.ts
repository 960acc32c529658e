import type { MemberRole } from '../../model/service/member.ts';
import type { RunState } from '../../model/service/service-run.ts';
import type { Line } from './line.ts';

interface ServingLine extends Line<'serving'> {
  readonly url: string | null;
  readonly publicUrl: string | null;
  readonly member: string;
  readonly roles: readonly MemberRole[];
  readonly store: string;
  readonly tookMs: number;
  readonly setup: string | null;
  readonly version: string;
}

interface PasswordLinkLine extends Line<'password_link'> {
  readonly url: string;
  readonly login: string | null;
  readonly expiresAt: string;
}

interface AccountCreatedLine extends Line<'account_created'> {
  readonly id: string;
  readonly login: string;
}

interface MasterKeyLine extends Line<'master_key'> {
  readonly key: string;
  readonly fingerprint: string;
  readonly isCurrent: boolean;
  readonly secrets: number;
  readonly lackedBy: readonly string[];
}

interface KeyAddedLine extends Line<'key_added'> {
  readonly key: string;
}

interface KeysRotatedLine extends Line<'keys_rotated'> {
  readonly key: string;
  readonly isNew: boolean;
  readonly secrets: number;
  readonly unused: readonly string[];
}

interface KeyRetiredLine extends Line<'key_retired'> {
  readonly key: string;
  readonly isRemoved: boolean;
}

interface SecretUnreadableLine extends Line<'secret_unreadable'> {
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly name: string;
  readonly version: number;
  readonly key: string;
}

interface KeysVerifiedLine extends Line<'keys_verified'> {
  readonly secrets: number;
  readonly unreadable: number;
}

interface BackedUpLine extends Line<'backed_up'> {
  readonly file: string;
  readonly tables: number;
  readonly rows: number;
}

interface ServiceDemoLine extends Line<'service_demo'> {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly token: string;
  readonly runs: readonly { readonly id: string; readonly state: RunState }[];
  /** With `--bot`. */
  readonly chat_url?: string;
}

interface RestoredLine extends Line<'restored'> {
  readonly file: string;
  readonly tables: number;
  readonly rows: number;
}

interface AdoptedLine extends Line<'adopted'> {
  readonly file: string;
  readonly read: number;
  readonly added: number;
  readonly deliveries: number;
  readonly consumers: number;
  readonly tickets: number;
  readonly installations: number;
}

/** What the commands of the service write. */
export type ServiceLine =
  | ServingLine
  | PasswordLinkLine
  | AccountCreatedLine
  | MasterKeyLine
  | KeyAddedLine
  | KeysRotatedLine
  | KeyRetiredLine
  | SecretUnreadableLine
  | KeysVerifiedLine
  | BackedUpLine
  | RestoredLine
  | AdoptedLine
  | ServiceDemoLine;
