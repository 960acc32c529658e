export interface ContactConfig {
  /** Only these departments and what lies below them; everything that the app may see when absent. */
  readonly departmentIds?: readonly string[];
  /** The type of `departmentIds` and of the columns that refer to departments. */
  readonly departmentIdType?: 'open_department_id' | 'department_id';
  /** The type of the columns that refer to people; the key is always `open_id`. */
  readonly userIdType?: 'open_id' | 'union_id' | 'user_id';
}

/** Sent with every call of the walk, so that ids that come back can be sent again. */
export interface IdTypes {
  readonly user_id_type: 'open_id' | 'union_id' | 'user_id';
  readonly department_id_type: 'open_department_id' | 'department_id';
}

export function toIdTypes(config: ContactConfig): IdTypes {
  return {
    user_id_type: config.userIdType ?? 'open_id',
    department_id_type: config.departmentIdType ?? 'open_department_id',
  };
}

/** The configured departments without blanks and repetitions; undefined for everything. */
export function toDepartmentIds(config: ContactConfig): readonly string[] | undefined {
  const ids = [...new Set((config.departmentIds ?? []).map((id) => id.trim()).filter((id) => id !== ''))];
  return ids.length === 0 ? undefined : ids;
}

/** The id of the root under either type; it has no record of its own. */
export const rootDepartment = '0';
