import type { ChatKind } from '../triggers/inbound-message.ts';

/** Which part of the directory is wanted. */
export interface DirectoryRequest {
  /** `open_department_id`; `0` is the whole company. */
  readonly departmentId: string;
  /** `next` of an earlier page. */
  readonly cursor: string | undefined;
  /** At most 50. */
  readonly limit: number;
}

/** Whether somebody works there; `unknown` where the app may not see it. */
export const personStates = ['active', 'inactive', 'frozen', 'resigned', 'unknown'] as const;
/** One of `personStates`; `inactive`: has not joined yet. */
export type PersonState = (typeof personStates)[number];

/** A department. `name` is missing where the app may not see it. */
export interface DirectoryEntry {
  /** `open_id` of people, `open_department_id` of departments. */
  readonly id: string;
  readonly name: string | undefined;
}

/** Somebody of the directory. */
export interface DirectoryPerson extends DirectoryEntry {
  readonly state: PersonState;
  /** Where the person is; undefined where the app may not see it. */
  readonly departments: readonly DirectoryEntry[] | undefined;
}

/** Which groups are wanted. */
export interface ChatRequest {
  readonly search: string | undefined;
  /** `next` of an earlier page. */
  readonly cursor: string | undefined;
}

/** A group; its id is a `chat_id`. */
export interface DirectoryChat extends DirectoryEntry {
  readonly kind: ChatKind;
  /** With people of other companies. */
  readonly isExternal: boolean;
}

/** A page of it, as the platform cuts it; the platform counts nothing. */
export interface DirectoryPage<Entry extends DirectoryEntry = DirectoryEntry> {
  readonly items: readonly Entry[];
  readonly next: string | undefined;
}
