import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Workers', zh: '工作进程' },
  about: {
    en: 'The processes of the service: what each does, and whether it is well.',
    zh: '服务的各个进程：各自的职责和状态。',
  },
  process: { en: 'Process', zh: '进程' },
  roles: { en: 'Does', zh: '职责' },
  api: { en: 'API', zh: 'API' },
  receiver: { en: 'Receives events', zh: '接收事件' },
  worker: { en: 'Works on runs', zh: '执行运行' },
  scheduler: { en: 'Begins runs', zh: '调度' },
  state: { en: 'State', zh: '状态' },
  working: { en: 'Working', zh: '工作中' },
  draining: { en: 'Draining', zh: '正在排空' },
  drained: { en: 'Drained', zh: '已排空' },
  silent: { en: 'Silent', zh: '无响应' },
  silentHint: {
    en: 'Not heard of for 15 s. Its runs and connections go to others; after ten minutes it is forgotten.',
    zh: '超过 15 秒没有心跳。其运行和连接会由其他进程接手；十分钟后不再列出。',
  },
  slots: { en: 'Runs / slots', zh: '运行 / 槽位' },
  slotsHint: {
    en: 'Runs that it works on, of those that it takes at a time; live ones come on top',
    zh: '正在执行的运行与可同时执行的数量；实时运行另计',
  },
  calls: { en: 'Calls a minute', zh: '每分钟调用' },
  callsHint: {
    en: 'In the last minute, to the endpoints nearest to their limits',
    zh: '最近一分钟内，对最接近频率限制的接口的调用',
  },
  receivers: { en: 'Apps', zh: '应用' },
  receiversHint: { en: 'Apps whose events it receives', zh: '由它接收事件的应用' },
  seen: { en: 'Heartbeat', zh: '心跳' },
  started: { en: 'Started', zh: '启动时间' },
  version: { en: 'Version', zh: '版本' },
  drain: { en: 'Drain', zh: '排空' },
  drainTitle: { en: (name: string) => `Drain ${name}?`, zh: (name) => `排空 ${name}？` },
  drainWhat: {
    en: 'It takes no more runs. Those under way go on to their end, and live ones go to other workers. Once it says “Drained”, it can be stopped without anybody noticing.',
    zh: '它不再接受新的运行：进行中的会执行完，实时运行转到其他工作进程。显示“已排空”后即可停止，不影响任何人。',
  },
  drainAlone: {
    en: 'No other process works on runs: until this one is let work again or another one is started, nothing runs.',
    zh: '没有其他进程执行运行：在恢复它或启动其他进程之前，不会有任何运行。',
  },
  drainDone: { en: (name: string) => `${name} takes no more runs`, zh: (name) => `${name} 不再接受运行` },
  undrain: { en: 'Let work again', zh: '恢复工作' },
  undrained: { en: (name: string) => `${name} takes runs again`, zh: (name) => `${name} 已恢复接受运行` },
  drainingFor: { en: 'since', zh: '始于' },
  id: { en: 'Id', zh: 'ID' },
  keys: { en: 'Master keys', zh: '主密钥' },
  heldRuns: { en: 'Runs that it works on', zh: '正在执行的运行' },
  noRuns: { en: 'None now', zh: '当前没有' },
  heldApps: { en: 'Apps whose events it receives', zh: '由它接收事件的应用' },
  noApps: { en: 'None now', zh: '当前没有' },
  more: { en: (count: string) => `and ${count} more`, zh: (count) => `另有 ${count} 个` },
  empty: { en: 'Nobody has joined yet', zh: '还没有进程加入' },
  emptyWhat: {
    en: 'Each `larkstream serve` shows itself here within seconds.',
    zh: '每个 `larkstream serve` 进程会在几秒内出现在这里。',
  },
  keysLacking: {
    en: (count: number) => `Cannot open secrets of ${count} master ${plural(count, 'key', 'keys')}`,
    zh: (count) => `无法打开 ${count} 个主密钥加密的密钥`,
  },
  versions: {
    en: 'Not all processes have the same version. That is fine while you update one after the other; see that none is forgotten.',
    zh: '各进程版本不同。逐个升级期间属正常情况，请确认没有遗漏。',
  },
  noWorker: {
    en: 'No process works on runs now: whatever is due waits.',
    zh: '当前没有进程执行运行：到期的运行都在等待。',
  },
});
