import type { Message } from '../../model/message.ts';
import type { Role } from '../../model/service/role.ts';

/** What the commands of the service say. */
export interface ServiceTexts {
  readonly starting: string;
  readonly making: (folder: string) => string;
  readonly ready: (parts: { readonly url: string | null; readonly seconds: string }) => string;
  readonly roles: string;
  readonly store: string;
  readonly setup: string;
  readonly password: (login: string) => string;
  readonly once: string;
  readonly created: (login: string) => string;
  readonly added: (parts: { readonly login: string; readonly role: Role }) => string;
  readonly askLogin: string;
  readonly askPassword: string;
  readonly askAgain: string;
  readonly unlike: Message;
  readonly stop: string;
  readonly stopping: string;
  readonly stopped: string;
  readonly keyColumns: Readonly<Record<'key' | 'sealed' | 'fingerprint' | 'lackedBy' | 'current', string>>;
  readonly keyAdded: (parts: { readonly key: string; readonly place: string }) => string;
  readonly rotated: (parts: { readonly key: string; readonly secrets: number; readonly place: string }) => string;
  readonly rewrapped: (parts: { readonly key: string; readonly secrets: number; readonly place: string }) => string;
  readonly mayRetire: (keys: string) => string;
  readonly retired: (key: string) => string;
  readonly mayRemove: (parts: { readonly key: string; readonly place: string }) => string;
  readonly verified: (secrets: number) => string;
  readonly unreadable: (parts: { readonly secret: string; readonly key: string }) => string;
  readonly backedUp: (parts: { readonly file: string; readonly tables: number; readonly rows: number }) => string;
  readonly keysApart: string;
  readonly restored: (parts: { readonly tables: number; readonly rows: number }) => string;
  readonly adopting: (parts: { readonly read: number; readonly of: number }) => string;
  readonly adopted: (parts: { readonly read: number; readonly added: number }) => string;
}

/** What `demo --service` says. */
export interface ServiceDemoTexts {
  readonly isThere: string;
  readonly chat: string;
  readonly chatHint: string;
  readonly login: string;
  readonly password: string;
  readonly reading: string;
  readonly ended: (parts: { readonly pipeline: string; readonly state: string; readonly rows: number }) => string;
  readonly live: string;
  readonly terminal: string;
  readonly api: string;
  /** `folder` is where what they have written stays; undefined: it goes with them. */
  readonly stop: (folder: string | undefined) => string;
}
