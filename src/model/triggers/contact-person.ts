/** What Contact knows of somebody who writes to a bot. */
export interface ContactPerson {
  readonly name: string | undefined;
  readonly unionId: string | undefined;
  /** `open_department_id`s, with those above; undefined where the app may not see them. */
  readonly departments: readonly string[] | undefined;
}
