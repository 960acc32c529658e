import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

const events = (count: number): string => plural(count, 'event', 'events');
const deliveries = (count: number): string => plural(count, 'delivery', 'deliveries');

export const texts = defineTexts({
  title: { en: 'Events', zh: '事件' },
  about: {
    en: 'What the platform has pushed, and what has become of it. New events appear by themselves.',
    zh: '平台推送的事件及其处理结果。新事件会自动出现。',
  },
  find: { en: 'Text, chat, user or event ID', zh: '文字，或聊天、用户、事件的 ID' },
  looked: {
    en: (count: string, n: number) =>
      `Looked through ${count} ${events(n)}, the newest first. The audit keeps who has searched, not for what.`,
    zh: (count) => `已由新到旧查找 ${count} 个事件。审计记录谁查找过，不记录查找内容。`,
  },
  lookedNone: {
    en: (count: string, n: number) => `Nothing in these ${count} ${events(n)}. There are older ones.`,
    zh: (count) => `这 ${count} 个事件中没有匹配项，还有更早的事件。`,
  },
  noneYet: {
    en: 'Nothing among the newest events. There are older ones.',
    zh: '最新的事件中没有匹配项，还有更早的事件。',
  },
  goOn: { en: 'Look further back', zh: '继续向前查找' },
  person: { en: 'Person (open_id)', zh: '操作者（open_id）' },
  chat: { en: 'Chat ID', zh: '聊天 ID' },
  company: { en: 'Company', zh: '企业' },
  anyCompany: { en: 'All companies', zh: '全部企业' },
  state: { en: 'State', zh: '状态' },
  pending: { en: 'Waits', zh: '待处理' },
  done: { en: 'Done', zh: '完成' },
  dead: { en: 'Dead', zh: '死信' },
  kept: { en: 'Only kept', zh: '仅保存' },
  waiting: { en: 'Waits', zh: '等待中' },
  claimed: { en: 'Worked on', zh: '处理中' },
  retrying: { en: 'Waits for a retry', zh: '待重试' },
  skipped: { en: 'Discarded', zh: '已丢弃' },
  type: { en: 'Type', zh: '类型' },
  typeCount: { en: (type: string, count: string) => `${type} · ${count}`, zh: (type, count) => `${type} · ${count}` },
  anyType: { en: 'All types', zh: '全部类型' },
  noType: { en: 'No event of that type is kept', zh: '没有该类型的事件' },
  time: { en: 'Time', zh: '时间' },
  '1h': { en: 'Last hour', zh: '最近 1 小时' },
  '24h': { en: 'Last 24 hours', zh: '最近 24 小时' },
  '7d': { en: 'Last 7 days', zh: '最近 7 天' },
  '30d': { en: 'Last 30 days', zh: '最近 30 天' },
  range: { en: 'From … to …', zh: '自定义时段' },
  since: { en: 'Received from', zh: '接收时间从' },
  until: { en: 'until', zh: '至' },
  decision: { en: 'Decision', zh: '判断' },
  undecided: { en: 'Not decided', zh: '尚无判断' },
  reason: { en: 'Reason', zh: '原因' },
  received: { en: 'Received', zh: '接收时间' },
  app: { en: 'Integration', zh: '集成' },
  deliveries: { en: 'Deliveries', zh: '投递' },
  doneOf: {
    en: (done: string, all: string) => `${done} of ${all} done`,
    zh: (done, all) => `已完成 ${done} / ${all}`,
  },
  nobody: { en: 'wanted by nobody', zh: '无消费者需要' },
  newOnes: { en: (count: string, n: number) => `${count} new ${events(n)}`, zh: (count) => `${count} 个新事件` },
  nothingTitle: { en: 'No event fits the filter', zh: '没有符合筛选条件的事件' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },

  steerAll: { en: 'All that fit', zh: '批量操作' },
  replayMenu: { en: 'Replay…', zh: '重新处理…' },
  retryMenu: { en: 'Retry the dead…', zh: '重试死信…' },
  discardMenu: { en: 'Discard the dead…', zh: '丢弃死信…' },
  replayPlan: { en: 'Replay plan', zh: '重新处理计划' },
  retryPlan: { en: 'Plan: retry the dead', zh: '重试死信计划' },
  discardPlan: { en: 'Plan: discard the dead', zh: '丢弃死信计划' },
  narrow: {
    en: 'Choose above which events are meant: by time, type, state, integration or pipeline. Nobody means all of them.',
    zh: '请先在上方筛选要处理的事件：时间、类型、状态、集成或管道。不会对全部事件执行。',
  },
  counting: { en: 'Counting…', zh: '正在统计…' },
  match: { en: 'Match', zh: '符合条件' },
  matchCount: {
    en: (e: string, n: number, d: string, m: number) => `${e} ${events(n)}, ${d} ${deliveries(m)}`,
    zh: (e, _n, d) => `${e} 个事件，${d} 次投递`,
  },
  matchMore: {
    en: (e: string, _n: number, d: string, _m: number) => `more than ${e} events, ${d} deliveries`,
    zh: (e, _n, d) => `超过 ${e} 个事件、${d} 次投递`,
  },
  leftOut: { en: 'Left out', zh: '跳过' },
  leftOutReplay: {
    en: 'What nobody wants, and what somebody works on at this moment',
    zh: '没有消费者需要的，以及正在处理的',
  },
  leftOutDead: { en: 'All that is not dead', zh: '所有非死信' },
  effect: { en: 'Effect', zh: '影响' },
  effectReplay: {
    en: 'Each pipeline reads again what the event names, the oldest event first. No row is written twice.',
    zh: '各管道按从旧到新的顺序重新读取事件所指的数据，不会重复写入。',
  },
  effectRetry: {
    en: 'They are tried again as if they were new: put right first what made them fail.',
    zh: '像新事件一样再次尝试：请先解决导致失败的问题。',
  },
  effectDiscard: {
    en: 'Nobody works on them any more; the next full read still finds what they were about. They can be replayed as long as they are kept.',
    zh: '不再处理；下次完整读取仍会读到相关数据。在事件保留期间可以重新处理。',
  },
  none: { en: 'Nothing would change.', zh: '没有可以处理的事件。' },
  replayButton: {
    en: (count: string, n: number) => `Replay ${count} ${deliveries(n)}`,
    zh: (count) => `重新处理 ${count} 次投递`,
  },
  retryButton: {
    en: (count: string, n: number) => `Retry ${count} ${deliveries(n)}`,
    zh: (count) => `重试 ${count} 次投递`,
  },
  discardButton: {
    en: (count: string, n: number) => `Discard ${count} ${deliveries(n)}`,
    zh: (count) => `丢弃 ${count} 次投递`,
  },
  discardTitle: { en: 'Discard these dead letters?', zh: '丢弃这些死信？' },
  progress: { en: 'Progress', zh: '进度' },
  changed: {
    en: (done: string, all: string) => `${done} of ${all}`,
    zh: (done, all) => `${done} / ${all}`,
  },
  cancelRest: { en: 'Cancel the rest', zh: '取消其余' },
  replayDone: {
    en: (count: string, n: number) => `${count} ${deliveries(n)} ${plural(n, 'is', 'are')} worked on again.`,
    zh: (count) => `${count} 次投递已重新进入处理。`,
  },
  retryDone: {
    en: (count: string, n: number) => `${count} ${deliveries(n)} ${plural(n, 'is', 'are')} tried again.`,
    zh: (count) => `${count} 次投递将再次尝试。`,
  },
  discardDone: {
    en: (count: string, n: number) => `${count} ${deliveries(n)} ${plural(n, 'is', 'are')} discarded.`,
    zh: (count) => `已丢弃 ${count} 次投递。`,
  },
  stoppedThere: { en: 'The rest was left as it was.', zh: '其余保持不变。' },
  seePending: { en: 'See what still waits', zh: '查看待处理的事件' },

  emptyTitle: { en: 'No event has come yet', zh: '尚未收到事件' },
  empty: {
    en: 'The platform pushes what changes, once these three things are ticked in the developer console. Until then it says nothing at all.',
    zh: '在开发者后台完成以下三项后，平台才会推送变更事件；在此之前平台没有任何提示。',
  },
  noIntegration: {
    en: 'Connect an app of Feishu or Lark first: its events come here.',
    zh: '请先接入飞书或 Lark 应用，其事件会显示在这里。',
  },
  connect: { en: 'Connect an app', zh: '接入应用' },
  ofApp: { en: 'App', zh: '应用' },
  stepMode: { en: 'Choose how events come', zh: '选择订阅方式' },
  stepModeHow: {
    en: 'Events & callbacks › Event configuration › Subscription mode: long connection, or the request URL below.',
    zh: '事件与回调 › 事件配置 › 订阅方式：长连接，或填写下面的请求地址。',
  },
  modeNone: { en: 'This integration takes no events yet.', zh: '此集成尚未接收事件。' },
  setMode: { en: 'Set it here', zh: '在此设置' },
  stepEvents: { en: 'Add the events', zh: '添加事件' },
  stepEventsHow: {
    en: 'On the same page: those of the modules that pipelines read.',
    zh: '在同一页面添加管道所读模块的事件。',
  },
  stepPublish: { en: 'Grant their scopes, and publish a version', zh: '开通权限并发布版本' },
  stepPublishHow: {
    en: 'Version management & release: what is not published does not count.',
    zh: '版本管理与发布：未发布的更改不会生效。',
  },
  openConsole: { en: 'Open the developer console', zh: '打开开发者后台' },
  probe: { en: 'Probe', zh: '检测' },
  probed: { en: 'Not probed yet.', zh: '尚未检测。' },
  listening: {
    en: 'Waiting for the first event. Change something in the tenant: it appears here at once.',
    zh: '正在等待第一个事件。请在企业中做一次变更，事件会立即出现在这里。',
  },
});
