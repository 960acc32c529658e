import type { HintsOf } from '../hints.ts';

export interface PersonTarget {
  readonly openId: string;
  readonly isGone: boolean;
}

export interface DepartmentTarget {
  readonly openDepartmentId: string;
  readonly isGone: boolean;
}

export interface ContactTargets {
  readonly person: PersonTarget;
  readonly department: DepartmentTarget;
  /** So much has changed that Contact is to be read as a whole. */
  readonly everything: object;
}

export type ContactHint = HintsOf<ContactTargets>;
