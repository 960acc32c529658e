/** What a form offers to choose from: the people or the departments of a department. */
export type DirectoryKind = 'users' | 'departments';

/** Which part of the directory is wanted. */
export interface DirectoryRequest {
  readonly kind: DirectoryKind;
  /** `open_department_id`; `0` is the whole company. */
  readonly departmentId: string;
  /** `next` of an earlier page. */
  readonly cursor: string | undefined;
  /** At most 50. */
  readonly limit: number;
}

/** Somebody or something of the directory. `name` is missing where the app may not see it. */
export interface DirectoryEntry {
  /** `open_id` of people, `open_department_id` of departments. */
  readonly id: string;
  readonly name: string | undefined;
}

/** A page of it, as the platform cuts it; the platform counts nothing. */
export interface DirectoryPage {
  readonly items: readonly DirectoryEntry[];
  readonly next: string | undefined;
}
