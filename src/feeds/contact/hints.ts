import type { HintsOf } from '../hints.ts';

/** `isGone` when the event says so; it counts only once the platform no longer knows the id. */
export interface PersonTarget {
  readonly openId: string;
  readonly isGone: boolean;
}

/** `isGone` when the event says so; it counts only once the platform no longer knows the id. */
export interface DepartmentTarget {
  readonly openDepartmentId: string;
  readonly isGone: boolean;
}

/** What a Contact event can point at, by kind of hint. */
export interface ContactTargets {
  readonly person: PersonTarget;
  readonly department: DepartmentTarget;
  /** So much has changed that Contact is to be read as a whole. */
  readonly everything: object;
}

/** One hint of any kind of `ContactTargets`. */
export type ContactHint = HintsOf<ContactTargets>;
