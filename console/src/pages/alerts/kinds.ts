import { defineTexts } from '../../texts/texts.ts';

/** What an alert is called, as the messages on channels call it. */
export const kindTitles = defineTexts({
  'run.failed': { en: 'Runs fail', zh: '连续运行失败' },
  'pipeline.paused': { en: 'A pipeline has paused itself', zh: '管道已自动暂停' },
  'freshness.late': { en: 'Data is older than promised', zh: '数据未按承诺更新' },
  'deletes.held': { en: 'Deletes wait to be accepted', zh: '删除等待确认' },
  'events.dead': { en: 'Events were given up', zh: '有事件成为死信' },
  'ticket.old': { en: 'No new app ticket', zh: '未收到新的 app_ticket' },
  'token.refused': { en: 'Credentials are refused', zh: '凭证被拒绝' },
  'connection.deaf': { en: 'No events are received', zh: '收不到事件' },
  'connection.shared': { en: 'Another program takes events', zh: '其他程序分走了事件' },
  'events.unsubscribed': { en: 'Events are not subscribed', zh: '有事件未订阅' },
  'events.missing': { en: 'Changes come without events', zh: '数据变化未推送事件' },
  'handler.failing': { en: 'A handler fails', zh: '处理程序持续失败' },
  'handler.gone': { en: 'A handler wants nothing any more', zh: '处理程序不再接收请求' },
  'handler.absent': { en: 'The program of a handler is absent', zh: '处理程序的程序未连接' },
  'turns.dead': { en: 'Turns were given up', zh: '有轮次成为死信' },
  'outbox.failing': { en: 'Messages are not sent', zh: '消息无法发送' },
  'trigger.deaf': { en: 'A trigger hears nothing', zh: '触发器收不到内容' },
  'trigger.late': { en: 'A trigger is late', zh: '触发器处理延迟' },
  'disk.full': { en: 'The disk is nearly full', zh: '磁盘即将写满' },
  'keys.wrong': { en: 'Master keys are wrong', zh: '主密钥不正确' },
});

/** What ends it. */
export const kindCures = defineTexts({
  'run.failed': {
    en: 'See why its last run failed, mend that, and retry it. The alert ends with the next run that goes well.',
    zh: '查看最近一次运行失败的原因，解决后重试。下一次运行成功后告警恢复。',
  },
  'pipeline.paused': {
    en: 'See why it has paused itself, mend that, and resume it.',
    zh: '查看自动暂停的原因，解决后恢复管道。',
  },
  'freshness.late': {
    en: 'See what keeps it: a run that fails, a limit of the platform, or no worker.',
    zh: '查看原因：运行失败、平台限频，或没有可用的工作进程。',
  },
  'deletes.held': {
    en: 'See whether so many deletes are meant; then accept them on the page of the pipeline.',
    zh: '确认这些删除是否属实，然后在管道页面确认删除。',
  },
  'events.dead': {
    en: 'See why they could not be taken; then retry or discard them.',
    zh: '查看成为死信的原因，然后重试或丢弃。',
  },
  'ticket.old': {
    en: 'In the developer console, have the request URL of the app be that of the integration: tickets come there.',
    zh: '在开发者后台确认请求地址与集成一致：app_ticket 推送到该地址。',
  },
  'token.refused': {
    en: 'Compare App ID and App Secret with the developer console, replace the secret, and test the integration.',
    zh: '与开发者后台核对 App ID 和 App Secret，替换密钥后重新测试集成。',
  },
  'connection.deaf': {
    en: 'Reconnect the integration. A receiver of the service must run and reach the platform; until then events are lost after some hours.',
    zh: '请重新连接该集成。服务的接收进程必须运行并能访问平台，否则事件会在数小时后丢失。',
  },
  'connection.shared': {
    en: 'End the other program that holds a long connection of the app, or give it an app of its own.',
    zh: '请停止使用该应用长连接的其他程序，或让其使用单独的应用。',
  },
  'events.unsubscribed': {
    en: 'Add the events in the developer console (Events & callbacks), then publish a new version of the app.',
    zh: '在开发者后台（事件与回调）添加这些事件，然后发布应用的新版本。',
  },
  'events.missing': {
    en: 'Test the integration: the request URL, the published version and other programs on the app decide whether events come. It ends with the next event.',
    zh: '请测试该集成：请求地址、已发布版本以及使用该应用的其他程序都会影响事件推送。收到下一个事件后告警恢复。',
  },
  'handler.failing': {
    en: 'Test the handler, and see why it fails: its log, its address, its key. What waits is tried again by itself.',
    zh: '测试该处理程序并查看失败原因：日志、地址、密钥。等待中的轮次会自动重试。',
  },
  'handler.gone': {
    en: 'Enable the handler when it is to be asked again, or give the triggers another one; then replay what is dead.',
    zh: '若需再次调用，请启用该处理程序，或为触发器选择其他处理程序；然后重新处理死信轮次。',
  },
  'handler.absent': {
    en: 'Start the program that has the functions of the handler, and see whether it reaches the service. What waits is then worked on by itself.',
    zh: '启动提供该处理程序函数的程序，并确认它能连接到服务。等待中的轮次随后会自动处理。',
  },
  'turns.dead': {
    en: 'See why the handler failed, mend that, and replay or discard the turns. It ends when that is done, or a day after the last one.',
    zh: '查看处理程序失败的原因，解决后重新处理或丢弃这些轮次。之后，或最后一个轮次成为死信一天后，告警恢复。',
  },
  'outbox.failing': {
    en: 'See what Lark says: a scope that is missing, a bot that is not in the chat, a content that is refused. Then send the messages again.',
    zh: '查看平台返回的原因：缺少权限、机器人不在群内或内容被拒绝。解决后重新发送这些消息。',
  },
  'trigger.deaf': {
    en: 'Choose how the events of the integration come, connect it again, or start a receiver of the service; or pause the trigger.',
    zh: '为集成选择接收事件的方式、重新连接，或启动服务的接收进程；也可以暂停该触发器。',
  },
  'trigger.late': {
    en: 'See whether a worker runs, and whether the store is slow.',
    zh: '查看是否有工作进程在运行，以及存储是否缓慢。',
  },
  'disk.full': {
    en: 'Free space on the disk of the store, or give it more.',
    zh: '请清理存储所在磁盘，或扩容。',
  },
  'keys.wrong': {
    en: 'Give that process the newest file of master keys, and start it again.',
    zh: '为该进程提供最新的主密钥文件，然后重新启动。',
  },
});
