import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

const deliveries = (count: number): string => `${count} ${plural(count, 'delivery', 'deliveries')}`;

export const texts = defineTexts({
  all: { en: 'All events', zh: '全部事件' },
  keptWhy: {
    en: 'No consumer wants it, so it is only kept for a while. Pipelines get the events of their modules that come after they were set to follow events.',
    zh: '没有消费者需要该事件，仅保存一段时间。管道只接收设为实时之后、与其模块有关的事件。',
  },
  replay: { en: 'Replay', zh: '重新处理' },
  replayFor: { en: (name: string) => `Replay for ${name}`, zh: (name) => `为${name}重新处理` },
  retry: { en: 'Retry', zh: '重试' },
  discard: { en: 'Discard…', zh: '丢弃…' },
  replayedNow: {
    en: (count: number) => `${deliveries(count)} ${plural(count, 'is', 'are')} worked on again`,
    zh: (count) => `${count} 次投递已重新进入处理`,
  },
  retriedNow: {
    en: (count: number) => `${deliveries(count)} ${plural(count, 'is', 'are')} tried again`,
    zh: (count) => `${count} 次投递将再次尝试`,
  },
  discardedNow: {
    en: (count: number) => `${deliveries(count)} ${plural(count, 'is', 'are')} discarded`,
    zh: (count) => `已丢弃 ${count} 次投递`,
  },
  nothingChanged: { en: 'Nothing was changed: somebody works on it', zh: '未作任何更改：正在处理' },
  discardTitle: { en: (type: string) => `Discard this ${type}?`, zh: (type) => `丢弃此 ${type}？` },
  discardButton: { en: (count: number) => `Discard ${deliveries(count)}`, zh: (count) => `丢弃 ${count} 次投递` },
  discardWhat: {
    en: 'Nobody works on it any more; the next full read still finds what it was about. It can be replayed as long as it is kept.',
    zh: '不再处理；下次完整读取仍会读到相关数据。在事件保留期间可以重新处理。',
  },
  deliveries: { en: 'Deliveries, one a consumer', zh: '投递（每个消费者一次）' },
  noDelivery: { en: 'Nobody wants it.', zh: '没有消费者需要该事件。' },
  attempts: {
    en: (count: string, n: number) => `${count} ${plural(n, 'attempt', 'attempts')}`,
    zh: (count) => `尝试 ${count} 次`,
  },
  next: { en: 'Next try', zh: '下次尝试' },
  rowsIn: { en: 'The rows that it led to are in', zh: '由此写入的数据见' },
  seeRun: { en: 'this run', zh: '该次运行' },

  whyTaken: { en: 'Who answers', zh: '谁来回复' },
  whyNobody: { en: 'Why nobody answers', zh: '为什么没有人回复' },
  noTrigger: { en: 'No trigger was tried.', zh: '没有尝试任何触发器。' },
  tryDry: { en: 'Dry run', zh: '试运行' },
  triggerVersion: { en: (number: number) => `version ${number}`, zh: (number) => `版本 ${number}` },
  turn: { en: 'What its handler was asked', zh: '对处理程序的请求' },
  session: { en: 'the conversation', zh: '所在会话' },

  trace: { en: 'What became of it', zh: '处理经过' },
  sent: { en: 'Sent, by the clock of the platform', zh: '平台发出（平台时钟）' },
  received: { en: 'Received, verified and on the disk', zh: '已接收、验证并写入磁盘' },
  unreadable: { en: 'Could not be read', zh: '无法读取' },
  replayed: { en: 'Replayed', zh: '重新处理' },
  retried: { en: 'Retried', zh: '重试' },
  discarded: { en: 'Discarded', zh: '丢弃' },
  unwanted: { en: 'Wanted by nobody', zh: '无消费者需要' },
  done: { en: 'Done', zh: '完成' },
  decided: { en: 'Decided', zh: '已判断' },
  skipped: { en: 'Discarded', zh: '已丢弃' },
  dead: { en: 'Given up', zh: '成为死信' },
  by: { en: (name: string) => `: ${name}`, zh: (name) => `：${name}` },
  person: { en: (name: string) => `, by ${name}`, zh: (name) => `（${name}）` },
  stillWaits: { en: 'Waits to be worked on', zh: '等待处理' },

  facts: { en: 'Facts', zh: '详情' },
  integration: { en: 'Integration', zh: '集成' },
  via: { en: 'Came by', zh: '到达方式' },
  verdict: { en: 'Signature', zh: '签名验证' },
  verdictWebhook: {
    en: 'Genuine: its token, and its signature where an Encrypt Key is set, are those of the app. What is not is refused and never kept.',
    zh: '有效：Verification Token（以及设置 Encrypt Key 时的签名）与应用一致。不一致的请求会被拒绝，不会保存。',
  },
  verdictLong: {
    en: 'Genuine: it came over the connection that the app opened with its secret. Single events carry no signature there.',
    zh: '有效：来自应用用其密钥建立的长连接。长连接中的单个事件没有签名。',
  },
  createdAt: { en: 'Sent', zh: '发出时间' },
  receivedAt: { en: 'Received', zh: '接收时间' },
  appId: { en: 'App ID', zh: 'App ID' },
  actor: { en: 'Done by', zh: '操作者' },
  chat: { en: 'Chat', zh: '聊天' },
  tenantKey: { en: 'Tenant', zh: '企业' },
  platformId: { en: 'ID of the platform', zh: '平台事件 ID' },
  id: { en: 'ID here', zh: '本服务中的 ID' },

  payload: { en: 'What was pushed', zh: '推送内容' },
  view: { en: 'Show as', zh: '显示方式' },
  tree: { en: 'Tree', zh: '树形' },
  json: { en: 'JSON', zh: 'JSON' },
  headers: { en: 'Header', zh: '头部' },
  headersAbout: {
    en: 'The header of the envelope. Headers of HTTP are used to verify an event, and are not kept.',
    zh: '事件信封的头部。HTTP 请求头仅用于验证，不会保存。',
  },
  showPayload: { en: 'Show what was pushed', zh: '查看推送内容' },
  audited: {
    en: 'It may hold what people wrote. The audit keeps who has read it.',
    zh: '其中可能包含他人所写内容。审计会记录谁查看过。',
  },
  payloadHidden: {
    en: 'It may hold what people wrote, and is shown to operators only.',
    zh: '其中可能包含他人所写内容，仅操作员可见。',
  },
  copyCurl: { en: 'Copy as curl to the sandbox', zh: '复制为发往沙箱的 curl' },
  curlAbout: {
    en: 'A simulated tenant pushes the same event: nothing real is called.',
    zh: '由模拟企业推送同样的事件，不会调用真实平台。',
  },
});
