import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Pipelines', zh: '管道' },
  about: {
    en: 'What is read from Lark and Feishu, to where, and when.',
    zh: '从 Lark 和飞书读取什么、写到哪里、何时运行。',
  },
  add: { en: 'New pipeline', zh: '新建管道' },
  search: { en: 'Search by name', zh: '按名称搜索' },
  state: { en: 'State', zh: '状态' },
  draft: { en: 'Draft', zh: '草稿' },
  active: { en: 'Active', zh: '已启用' },
  paused: { en: 'Paused', zh: '已暂停' },
  name: { en: 'Name', zh: '名称' },
  modules: { en: 'Modules', zh: '模块' },
  now: { en: 'Now', zh: '当前' },
  schedule: { en: 'Schedule', zh: '调度' },
  next: { en: 'Next run', zh: '下次运行' },
  changed: { en: 'Changed', zh: '修改时间' },
  following: { en: 'Following events', zh: '跟随事件' },
  waiting: { en: 'Waits for its time', zh: '等待下次运行' },
  byHand: { en: 'Runs when asked to', zh: '手动运行' },
  failures: {
    en: (count: number) => `${count} ${plural(count, 'run', 'runs')} in a row wait for you to mend something`,
    zh: (count) => `连续 ${count} 次运行需要你处理`,
  },
  runNow: { en: 'Run now', zh: '立即运行' },
  pause: { en: 'Pause', zh: '暂停' },
  resume: { en: 'Resume', zh: '恢复' },
  began: { en: (name: string) => `A run of “${name}” is queued`, zh: (name) => `“${name}”已开始排队运行` },
  pausedDone: { en: (name: string) => `“${name}” rests`, zh: (name) => `“${name}”已暂停` },
  resumedDone: { en: (name: string) => `“${name}” runs again`, zh: (name) => `“${name}”已恢复` },
  emptyTitle: { en: 'No pipeline yet', zh: '还没有管道' },
  empty: {
    en: 'A pipeline reads modules of an integration (Approval, Base, Attendance, Contact) into a destination, by a schedule or live. Connect an app first; then choose what to read.',
    zh: '管道按调度或实时地将集成中的模块（审批、多维表格、考勤、通讯录）读取到目标。请先接入应用，再选择要读取的内容。',
  },
  nothingTitle: { en: 'No pipeline fits the filter', zh: '没有符合筛选条件的管道' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
});
