/** What Approval shows of a person. */
export interface FormPerson {
  readonly openId: string;
  readonly unionId: string;
  readonly userId: string;
  readonly name: string;
  /** `od-…` of the person's department. */
  readonly openDepartmentId: string;
  /** The department's custom id; what real tenants answer as an instance's `department_id`. */
  readonly departmentId: string;
}
