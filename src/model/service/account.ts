import type { Page, PageRequest } from './page.ts';
import type { ManyTable, Resource, ResourceTable } from './resource.ts';
import type { Role } from './role.ts';

/** A person who signs in: with a name and a password, or with an identity of somebody else's keeping; never both. */
export interface Account extends Resource {
  readonly name: string;
  readonly role: Role;
  readonly login: string | undefined;
  /** As `control/accounts/passwords.ts` writes it: scheme, cost, salt, hash. */
  readonly password: string | undefined;
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly disabledAt: number | undefined;
  readonly signedInAt: number | undefined;
}

/** All values of `Preferences.language`. */
export const preferredLanguages = ['auto', 'en', 'zh'] as const;
/** All values of `Preferences.theme`. */
export const themes = ['auto', 'light', 'dark'] as const;

/** How a person wants to see the console; `auto`: as their browser says. */
export interface Preferences {
  readonly language: (typeof preferredLanguages)[number];
  /** Such as `Asia/Shanghai`. */
  readonly timeZone: string;
  readonly theme: (typeof themes)[number];
}

/** Which accounts a list shows: part of the name or login, a role. */
export interface AccountFilter {
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
}

/** The accounts. */
export interface AccountTable extends ResourceTable<Account, AccountFilter> {
  findByLogin(login: string): Promise<Account | undefined>;
  findBySubject(issuer: string, subject: string): Promise<Account | undefined>;
  /** Those of this role who are not disabled. Within a transaction they are held until its end: of two who count at once, the second waits. */
  countActive(role: Role): Promise<number>;
  noteSignIn(id: string, now: number): Promise<void>;
  preferences(id: string): Promise<Preferences>;
  /** Its version stays: they are nobody else's business. False when it is gone. */
  setPreferences(id: string, preferences: Preferences): Promise<boolean>;
}

/** A browser that is signed in. Only the hash of its secret is kept. */
export interface SignIn {
  readonly id: string;
  readonly hash: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly address: string | undefined;
  readonly agent: string | undefined;
}

/** The browsers that are signed in, found by the hash of their secret. */
export interface SignInTable {
  findByHash(hash: string): Promise<SignIn | undefined>;
  /** Those that are there, by their hashes. */
  findByHashes(hashes: readonly string[]): Promise<ReadonlyMap<string, SignIn>>;
  ofAccount(accountId: string): Promise<readonly SignIn[]>;
  insert(signIn: SignIn): Promise<void>;
  touch(id: string, seenAt: number): Promise<void>;
  delete(id: string): Promise<boolean>;
  deleteOfAccount(accountId: string, exceptId?: string): Promise<number>;
  deleteExpired(now: number, idleSince: number): Promise<number>;
}

/** What a program signs in with. */
export interface ApiToken {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly hash: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
}

/** The tokens of programs. */
export interface TokenTable extends ManyTable<ApiToken> {
  find(id: string): Promise<ApiToken | undefined>;
  page(request: PageRequest, filter: { readonly accountId?: string | undefined }): Promise<Page<ApiToken>>;
  insert(token: ApiToken): Promise<void>;
  touch(id: string, usedAt: number): Promise<void>;
  delete(id: string): Promise<boolean>;
}

/** Wrong passwords. */
export interface Failures {
  readonly count: number;
  /** When they are forgotten. */
  readonly until: number;
}

/** Wrong passwords by key (an account, a network), networks that somebody has signed in from, and setup links. */
export interface DoorTable {
  /** Those that are there, by their keys. */
  failures(keys: readonly string[]): Promise<ReadonlyMap<string, Failures>>;
  /** All at once. */
  fail(counts: ReadonlyMap<string, Failures>): Promise<void>;
  clear(keys: readonly string[]): Promise<void>;
  addSetupLink(link: SetupLink): Promise<void>;
  /** The link, unused; undefined when there is none, or it is too old. */
  findSetupLink(hash: string, now: number): Promise<SetupLink | undefined>;
  /** The link, once: it is used up, with all others for the same account. Undefined when there is none, or it is too old. */
  useSetupLink(hash: string, now: number): Promise<SetupLink | undefined>;
}

/** Lets a person set a password. Only the hash of its secret is kept. */
export interface SetupLink {
  readonly hash: string;
  /** Whose password; undefined for the first account. */
  readonly accountId: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
}
