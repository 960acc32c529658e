import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Schedules', zh: '调度' },
  about: {
    en: 'Runs that begin within the next 24 hours, spread as they will be. Those of one app and tenant wait for each other.',
    zh: '未来 24 小时内将开始的运行（已错开时间）。同一应用与企业的运行会相互等待。',
  },
  runsOfHour: { en: 'Runs begun by the hour', zh: '每小时开始的运行' },
  runs: { en: 'Runs', zh: '运行' },
  hour: {
    en: (time: string, count: number) => `${time}: ${count} ${plural(count, 'run', 'runs')}`,
    zh: (time, count) => `${time}：${count} 次运行`,
  },
  chart: {
    en: (all: number, time: string, most: number) =>
      `${all} ${plural(all, 'run', 'runs')} in 24 hours; the most, ${most}, within the hour from ${time}`,
    zh: (all, time, most) => `24 小时内共 ${all} 次运行；最多的一小时从 ${time} 开始，共 ${most} 次`,
  },
  collisions: { en: 'Begin together', zh: '时间冲突' },
  collisionsAbout: {
    en: 'Runs of one app and tenant that begin within a minute of each other: the later ones wait for their turn.',
    zh: '同一应用与企业的运行在一分钟内先后开始：后开始的将排队等待。',
  },
  noCollisions: { en: 'No two runs of one app begin within a minute.', zh: '没有同一应用的运行在一分钟内同时开始。' },
  more: { en: (count: number) => `and ${count} more`, zh: (count) => `还有 ${count} 处` },
  pipeline: { en: 'Pipeline', zh: '管道' },
  schedule: { en: 'Schedule', zh: '调度' },
  next: { en: 'Next run', zh: '下次运行' },
  count: { en: 'Runs in 24 h', zh: '24 小时运行次数' },
  isCut: {
    en: 'There are more pipelines with a schedule than are told here.',
    zh: '有调度的管道较多，此处未全部列出。',
  },
  atLeast: { en: (count: string) => `${count} or more`, zh: (count) => `至少 ${count}` },
  emptyTitle: { en: 'Nothing runs by itself within 24 hours', zh: '未来 24 小时没有定时运行' },
  empty: {
    en: 'Active pipelines with a schedule stand here. Live ones follow events without an end, and manual ones wait for you.',
    zh: '已启用且设有调度的管道会显示在这里。实时管道持续跟随事件，手动管道等待你运行。',
  },
});
