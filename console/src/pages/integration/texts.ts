import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  status: { en: 'Status', zh: '状态' },
  users: { en: 'People', zh: '人员' },
  settings: { en: 'Settings', zh: '设置' },
  addPipeline: { en: 'Add a pipeline', zh: '新建管道' },
  installations: { en: 'Companies', zh: '已安装的企业' },

  connection: { en: 'Event connection', zh: '事件连接' },
  mode: { en: 'How events come', zh: '事件方式' },
  alsoBefore: {
    en: (mode: string) => `and still ${mode}, until the first event has come the new way`,
    zh: (mode) => `首个事件以新方式到达之前，${mode}仍然有效`,
  },
  changeMode: { en: 'Change', zh: '更改' },
  state: { en: 'State', zh: '状态' },
  webhookUrl: { en: 'Request URL', zh: '请求网址' },
  bot: { en: 'Bot', zh: '机器人' },
  lastEvent: { en: 'Last event', zh: '最近事件' },
  lag: { en: 'Oldest event waits', zh: '最早待处理事件等待' },
  owner: { en: 'Received by', zh: '接收进程' },
  lastConnected: { en: 'Last connected', zh: '最近连接' },
  reconnects: { en: 'Reconnects', zh: '重连次数' },
  lastError: { en: 'Last error', zh: '最近错误' },
  refused: { en: (why: string) => `Refused: ${why}`, zh: (why) => `已拒绝：${why}` },
  refresh: { en: 'Refresh', zh: '刷新连接' },
  reconnect: { en: 'Reconnect', zh: '重新连接' },
  disconnect: { en: 'Disconnect…', zh: '断开…' },
  refreshed: { en: 'The connection is made anew', zh: '正在重新建立连接' },
  reconnected: { en: 'Events are received again', zh: '已恢复接收事件' },
  disconnectTitle: { en: (name: string) => `Disconnect ${name}?`, zh: (name) => `断开${name}？` },
  disconnectButton: { en: 'Disconnect', zh: '断开' },
  disconnectWhat: {
    en: 'No more events are received until somebody reconnects. The platform keeps none for later: live pipelines find what was missed with their next full read.',
    zh: '在有人重新连接之前不再接收事件。平台不会为之后保留事件：实时管道会在下一次完整读取时补上遗漏的内容。',
  },

  checks: { en: 'Checks', zh: '检查' },
  testAgain: { en: 'Test again', zh: '重新测试' },
  neverTested: {
    en: 'Nobody has tested this integration yet, or its secrets have changed since.',
    zh: '此集成尚未测试，或密钥已更改。',
  },
  copyScopes: {
    en: (count: number) => `Copy ${count} missing ${plural(count, 'scope', 'scopes')}`,
    zh: (count) => `复制 ${count} 项缺少的权限`,
  },
  applyForScopes: { en: 'Ask the administrator for them', zh: '向管理员申请' },
  applied: { en: 'The administrator has been asked', zh: '已向管理员申请' },

  usersAbout: {
    en: 'Whom the app may see, department by department, as the platform answers now.',
    zh: '应用可以看到的人员，按部门列出，数据来自平台的实时回答。',
  },
  usersOfStoreApp: {
    en: 'An app of the store sees the people of each company that has installed it: see its companies.',
    zh: '商店应用看到的是每个已安装企业的人员：请查看已安装的企业。',
  },
  departments: { en: 'Departments', zh: '部门' },
  noDepartments: { en: 'No department below', zh: '没有下级部门' },
  noUsers: {
    en: 'Nobody directly in it, or nobody in the contact range of the app.',
    zh: '该部门没有直属人员，或不在应用的通讯录权限范围内。',
  },
  namelessUser: { en: 'Name not visible to the app', zh: '应用无权查看姓名' },
  topDepartment: { en: 'The whole company', zh: '整个企业' },
  showMore: { en: 'Show more', zh: '显示更多' },

  app: { en: 'App', zh: '应用' },
  platform: { en: 'Platform', zh: '平台' },
  kind: { en: 'Kind of app', zh: '应用类型' },
  appId: { en: 'App ID', zh: 'App ID' },
  created: { en: 'Connected', zh: '接入时间' },
  changed: { en: 'Changed', zh: '修改时间' },
  host: { en: 'Host of the API', zh: 'API 地址' },
  hostHint: {
    en: 'Only of a private deployment, where the service allows it. Empty: that of the platform.',
    zh: '仅用于私有部署，且需服务允许。留空则使用平台的地址。',
  },
  saved: { en: 'Saved', zh: '已保存' },
  modeQuestion: { en: 'As chosen in the developer console', zh: '与开发者后台的选择一致' },
  noneHint: { en: 'Pipelines run by their schedule only.', zh: '管道仅按调度运行。' },
  longHint: {
    en: 'The service connects to the platform. No public address is needed.',
    zh: '由服务连接平台，不需要公网地址。',
  },
  webhookHint: {
    en: 'The platform posts events to this address, which must be reachable from outside. Set the Verification Token first.',
    zh: '平台将事件推送到以下地址，该地址必须可从外部访问。请先设置 Verification Token。',
  },
  modeSaved: { en: (mode: string) => `Events come by: ${mode}`, zh: (mode) => `事件方式：${mode}` },
  secrets: { en: 'Secrets', zh: '密钥' },
  secretsAbout: {
    en: 'Kept sealed and never shown. What you replace is believed for another day, so that no event is lost while you change it in the developer console.',
    zh: '加密保存，永不显示。替换后，旧值在一天之内仍被接受，因此在开发者后台修改期间不会丢失事件。',
  },
  tokenHint: { en: 'Proves events that come by webhook.', zh: '用于验证 Webhook 事件。' },
  keyHint: { en: 'Encrypts and signs events that come by webhook.', zh: '用于加密和签名 Webhook 事件。' },
  replaceSecrets: { en: 'Replace what is filled in', zh: '替换已填写的密钥' },
  secretsSaved: { en: 'Secrets are replaced. Test the integration again.', zh: '密钥已替换，请重新测试集成。' },
  deleteWhat: {
    en: 'The service forgets the app and its secrets. Only an integration that no pipeline uses can be deleted; what was written stays.',
    zh: '服务将删除该应用及其密钥。只能删除没有管道使用的集成；已写入的数据会保留。',
  },
  deleteButton: { en: 'Delete the integration', zh: '删除集成' },
});
