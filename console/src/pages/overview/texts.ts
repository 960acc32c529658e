import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

const are = (count: number): string => plural(count, 'pipeline', 'pipelines');

export const texts = defineTexts({
  loading: { en: 'Overview', zh: '概览' },
  well: { en: 'Everything is well', zh: '一切正常' },
  needs: {
    en: (count: number) => `${count} ${plural(count, 'thing needs', 'things need')} you`,
    zh: (count) => `有 ${count} 件事需要你处理`,
  },
  about: {
    en: (active: string, late: string, paused: string) => `${active} active, ${late} late, ${paused} paused`,
    zh: (active, late, paused) => `管道：${active} 条已启用，${late} 条延迟，${paused} 条已暂停`,
  },
  todo: { en: 'What you must do', zh: '待处理' },
  nothing: {
    en: 'Nothing. Runs that fail and data that are late appear here.',
    zh: '暂无。运行失败或数据延迟时会显示在这里。',
  },
  failed: {
    en: (count: number) => `${count} ${are(count)} failed last`,
    zh: (count) => `${count} 条管道最近一次运行失败`,
  },
  incomplete: {
    en: (count: number) => `${count} ${are(count)} could not read everything`,
    zh: (count) => `${count} 条管道未能完整读取`,
  },
  selfPaused: {
    en: (count: number) =>
      `${count} ${plural(count, 'pipeline has', 'pipelines have')} paused, because something must be mended first`,
    zh: (count) => `${count} 条管道已自动暂停，需先处理问题`,
  },
  late: {
    en: (count: number) => `The data of ${count} ${are(count)} are older than promised`,
    zh: (count) => `${count} 条管道的数据超出承诺时效`,
  },
  dead: {
    en: (count: string, n: number) =>
      `${count} ${plural(n, 'event is', 'events are')} dead: nobody could take ${plural(n, 'it', 'them')}`,
    zh: (count) => `${count} 个事件成为死信，无法投递`,
  },
  noWorker: {
    en: (count: number) => `${count} ${plural(count, 'run waits', 'runs wait')}, and no worker is there to take them`,
    zh: (count) => `${count} 次运行在排队，但没有可用的工作进程`,
  },
  deadTurns: {
    en: (count: string, n: number) => `${count} ${plural(n, 'turn was', 'turns were')} given up, and not answered`,
    zh: (count) => `${count} 个轮次成为死信，没有回复`,
  },
  troubledBots: {
    en: (count: number) =>
      `Bots: ${count} ${plural(count, 'trigger or handler needs', 'triggers and handlers need')} a look`,
    zh: (count) => `机器人：${count} 个触发器或处理程序需要处理`,
  },
  alertsOpen: {
    en: (count: number) => `${count} ${plural(count, 'alert is', 'alerts are')} open`,
    zh: (count) => `${count} 条告警未恢复`,
  },
  see: { en: 'See them', zh: '查看' },
  seeAlerts: { en: 'All alerts', zh: '全部告警' },
  pipelines: { en: 'Pipelines', zh: '管道' },
  ofDrafts: {
    en: (active: string, drafts: string) => `${active} active · ${drafts} draft`,
    zh: (active, drafts) => `已启用 ${active} · 草稿 ${drafts}`,
  },
  runsNow: { en: 'Runs now', zh: '当前运行' },
  queuedAndLive: {
    en: (queued: string, live: string) => `${queued} queued · ${live} following events`,
    zh: (queued, live) => `排队 ${queued} · 跟随事件 ${live}`,
  },
  inbox: { en: 'Inbox lag', zh: '收件箱延迟' },
  waiting: {
    en: (waiting: string, dead: string) => `${waiting} waiting · ${dead} dead`,
    zh: (waiting, dead) => `待处理 ${waiting} · 死信 ${dead}`,
  },
  workers: { en: 'Workers', zh: '工作进程' },
  slots: {
    en: (used: string, slots: string) => `${used} of ${slots} places taken`,
    zh: (used, slots) => `名额 ${used} / ${slots}`,
  },
  silent: { en: (count: number) => `${count} silent`, zh: (count) => `${count} 个失联` },
  alerts: { en: 'Open alerts', zh: '未恢复的告警' },
  noAlert: { en: 'No alert is open.', zh: '没有未恢复的告警。' },
  failures: { en: 'Failures in 24 h, by code', zh: '24 小时失败（按代码）' },
  noFailure: { en: 'No run has failed in the last 24 hours.', zh: '最近 24 小时没有运行失败。' },
  code: { en: 'Code', zh: '代码' },
  unknown: { en: 'without a code', zh: '无代码' },
  times: { en: 'Times', zh: '次数' },
  affected: { en: 'Pipelines', zh: '管道数' },
  last: { en: 'Last', zh: '最近' },
  oldest: { en: 'Oldest data', zh: '最旧的数据' },
  noOldest: { en: 'No active pipeline promises how fresh its data are.', zh: '没有启用的管道承诺数据时效。' },
  pipeline: { en: 'Pipeline', zh: '管道' },
  age: { en: 'Age', zh: '时长' },
  promised: { en: 'Promised', zh: '承诺' },
  isLate: { en: 'late', zh: '已延迟' },
  inTime: { en: 'in time', zh: '符合' },
  isReading: { en: 'reads everything first', zh: '正在完整读取' },
  hours: { en: 'Runs that ended, by hour', zh: '每小时结束的运行' },
  hoursSaid: {
    en: (well: string, badly: string) => `In 24 hours ${well} runs ended well and ${badly} did not.`,
    zh: (well, badly) => `24 小时内 ${well} 次运行正常结束，${badly} 次未正常结束。`,
  },
  hour: {
    en: (time: string, well: string, badly: string) => `From ${time}: ${well} well, ${badly} not`,
    zh: (time, well, badly) => `${time} 起：正常 ${well}，异常 ${badly}`,
  },
  wellWord: { en: 'Done', zh: '完成' },
  badlyWord: { en: 'Failed, incomplete or stopped', zh: '失败、不完整或已停止' },
  emptyTitle: { en: 'Connect Lark or Feishu', zh: '接入 Lark 或飞书' },
  empty: {
    en: 'Register your app under Integrations, then make a pipeline: what it reads, to where, and when. From then on this page tells whether all is well.',
    zh: '先在“集成”中登记你的应用，再新建管道：读取什么、写到哪里、何时运行。之后本页会显示一切是否正常。',
  },
  connect: { en: 'Connect an app', zh: '接入应用' },
  trySandbox: { en: 'Try the sandbox', zh: '试用沙箱' },
  sandbox: {
    en: 'Without an app of your own, start a service that has everything: a simulated company, an integration, and pipelines that run.',
    zh: '如果还没有自己的应用，可启动一个完整的示例服务：模拟企业、集成以及正在运行的管道。',
  },
  sandboxCommand: { en: 'Command', zh: '命令' },
});
