import type { UserIdType } from '../user-id-types.ts';
import type { ContactSettings, DepartmentIdType } from './settings.ts';

/** Sent with every call of the walk, so that ids that come back can be sent again. */
export interface IdTypes {
  readonly user_id_type: UserIdType;
  readonly department_id_type: DepartmentIdType;
}

/** With the open ids for what is not set, since every app may ask for those. */
export function toIdTypes({
  user_id_type = 'open_id',
  department_id_type = 'open_department_id',
}: Partial<ContactSettings>): IdTypes {
  return { user_id_type, department_id_type };
}

/** The configured departments without blanks and repetitions; undefined for everything. */
export function toDepartmentIds({ department_ids = [] }: Partial<ContactSettings>): readonly string[] | undefined {
  const ids = [...new Set(department_ids.map((id) => id.trim()).filter((id) => id !== ''))];
  return ids.length === 0 ? undefined : ids;
}

/** The id of the root under either type; it has no record of its own. */
export const rootDepartment = '0';
