/** What the simulated people and apps can lead to: for an app that has added all of it (`*`). */
const everyType = [
  'app_open',
  'app_ticket',
  'app_uninstalled',
  'approval_instance',
  'approval_task',
  'approval_cc',
  'approval.approval.updated_v4',
  'attendance.user_flow.created_v1',
  'attendance.user_task.updated_v1',
  'contact.department.created_v3',
  'contact.department.deleted_v3',
  'contact.department.updated_v3',
  'contact.scope.updated_v3',
  'contact.user.created_v3',
  'contact.user.deleted_v3',
  'contact.user.updated_v3',
  'drive.file.bitable_field_changed_v1',
  'drive.file.bitable_record_changed_v1',
] as const;

/** The event types of the published version, as an app's version lists them. */
export function publishedTypes(types: readonly string[]): readonly string[] {
  return types.includes('*') ? everyType : types;
}
