/** What the simulated people and apps can lead to: for an app that has added all of it (`*`). */
const everyType = [
  'app_open',
  'app_ticket',
  'app_uninstalled',
  'approval_instance',
  'approval_task',
  'approval_cc',
  'application.bot.menu_v6',
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
  'im.chat.access_event.bot_p2p_chat_entered_v1',
  'im.chat.disbanded_v1',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.chat.member.user.added_v1',
  'im.chat.member.user.deleted_v1',
  'im.chat.member.user.withdrawn_v1',
  'im.chat.updated_v1',
  'im.message.message_read_v1',
  'im.message.reaction.created_v1',
  'im.message.reaction.deleted_v1',
  'im.message.recalled_v1',
  'im.message.receive_v1',
] as const;

/** The event types of the published version, as an app's version lists them. */
export function publishedTypes(types: readonly string[]): readonly string[] {
  return types.includes('*') ? everyType : types;
}
