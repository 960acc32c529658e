import type { DepartmentTree } from './department-tree.ts';
import type { MemberCounts } from './member-counts.ts';
import type { Person, UserIdType } from './person.ts';

/** What payloads, events and visible ranges read of the directory, which publishes them itself. */
export interface DirectoryView {
  readonly departments: DepartmentTree;
  /** How many people there ever were; `personAt` takes 0 … size − 1. */
  readonly size: number;
  /** Grows whenever a person joins or leaves. */
  readonly revision: number;
  personAt(index: number): Person;
  isResigned(index: number): boolean;
  /** Also finds people who left. */
  byId(id: string, type: UserIdType): Person | undefined;
  /** Indexes of the direct members. */
  members(departmentId: string): readonly number[];
  memberCounts(departmentId: string): MemberCounts;
  leaderOf(departmentId: string): Person | undefined;
  superiorOf(person: Person): Person | undefined;
}
