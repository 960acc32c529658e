import { rootDepartmentId } from './department.ts';

/** A department's `member_count` and `primary_member_count`. */
export interface MemberCounts {
  /** Distinct people of the department and everything below it. */
  readonly all: number;
  /** Those whose primary department is in there. */
  readonly primary: number;
}

/** Counts for every department. `placements` has each person's departments, the primary one first. */
export function countMembers(
  placements: Iterable<readonly string[]>,
  lineageOf: (departmentId: string) => readonly string[],
): ReadonlyMap<string, MemberCounts> {
  const counts = new Map<string, { all: number; primary: number }>();
  const lineages = new Map<string, readonly string[]>();
  const lineage = (id: string): readonly string[] => {
    const known = lineages.get(id) ?? lineageOf(id);
    lineages.set(id, known);
    return known;
  };
  for (const places of placements) {
    const primary = new Set(lineage(places[0] ?? rootDepartmentId));
    for (const id of new Set(places.flatMap(lineage))) {
      const count = counts.get(id) ?? { all: 0, primary: 0 };
      count.all++;
      if (primary.has(id)) count.primary++;
      counts.set(id, count);
    }
  }
  return counts;
}
