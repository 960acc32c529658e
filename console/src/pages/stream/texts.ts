import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  of: { en: 'Stream of', zh: '所属管道' },
  following: { en: 'Following events', zh: '跟随事件' },
  running: { en: 'A run works', zh: '正在运行' },
  held: { en: 'Its deletes are held.', zh: '该数据流的删除已暂缓。' },
  heldWhat: {
    en: 'Much more has disappeared upstream than is believable. Accept or decline it on the page of the pipeline.',
    zh: '上游消失的数据多得不合常理。请在管道页面确认或重新读取。',
  },
  toPipeline: { en: 'Open the pipeline', zh: '打开管道' },

  asOf: { en: 'Changes as of', zh: '变更截至' },
  auditedAt: { en: 'Audited as of', zh: '核对截至' },
  auditedNote: { en: 'each part was read then or later', zh: '每一部分都在此后读取过' },
  auditBehind: { en: 'longer ago than audit_hours', zh: '已超过 audit_hours' },
  changedAt: { en: 'Last change', zh: '最近变更' },
  changedNote: { en: 'in the runs that are kept', zh: '在保留的运行中' },
  rows: { en: 'Rows read', zh: '读取行数' },
  rowsNow: { en: 'by the run that works', zh: '当前运行' },
  rowsLast: { en: 'by the last run', zh: '最近一次运行' },

  written: { en: 'How it is written', zh: '写入方式' },
  mode: { en: 'Write mode', zh: '写入方式' },
  dedup: { en: 'one row for each key, as it is now', zh: '每个主键保留一行，为其当前内容' },
  append: {
    en: 'every run adds the rows that it delivers: earlier versions stay',
    zh: '每次运行追加其行，保留以前的版本',
  },
  overwrite: { en: 'each run builds the table anew', zh: '每次运行重建整张表' },
  keys: { en: 'Primary key', zh: '主键' },
  keysHidden: { en: 'an operator may ask the platform', zh: '需由操作员向平台查询' },
  keysUnknown: { en: 'not known now', zh: '目前未知' },
  noKeys: { en: 'none', zh: '无' },

  overTime: { en: 'New, changed and deleted rows', zh: '新增、变更与删除的行数' },
  perRun: { en: 'By run', zh: '按运行' },
  perDay: { en: 'By day', zh: '按天' },
  daySums: {
    en: (days: string, inserted: string, updated: string, deleted: string) =>
      `Of the last 30 days, on ${days} with runs: ${inserted} new, ${updated} changed, ${deleted} deleted`,
    zh: (days, inserted, updated, deleted) =>
      `最近 30 天中有运行的 ${days} 天：新增 ${inserted}，变更 ${updated}，删除 ${deleted}`,
  },
  dayBar: {
    en: (day: string, runs: string, inserted: string, updated: string, deleted: string) =>
      `${day}, runs: ${runs}: ${inserted} new, ${updated} changed, ${deleted} deleted`,
    zh: (day, runs, inserted, updated, deleted) =>
      `${day}，运行 ${runs} 次：新增 ${inserted}，变更 ${updated}，删除 ${deleted}`,
  },
  noRunsOfDays: { en: 'No run of it has ended in the last 30 days.', zh: '最近 30 天没有已结束的运行。' },
  new: { en: 'new', zh: '新增' },
  changed: { en: 'changed', zh: '变更' },
  deleted: { en: 'deleted', zh: '删除' },
  sums: {
    en: (runs: string, inserted: string, updated: string, deleted: string) =>
      `In the last ${runs} runs: ${inserted} new, ${updated} changed, ${deleted} deleted`,
    zh: (runs, inserted, updated, deleted) => `最近 ${runs} 次运行：新增 ${inserted}，变更 ${updated}，删除 ${deleted}`,
  },
  bar: {
    en: (time: string, inserted: string, updated: string, deleted: string) =>
      `${time}: ${inserted} new, ${updated} changed, ${deleted} deleted`,
    zh: (time, inserted, updated, deleted) => `${time}：新增 ${inserted}，变更 ${updated}，删除 ${deleted}`,
  },
  noRuns: { en: 'No run of it has ended yet.', zh: '尚无已结束的运行。' },

  columns: { en: 'Columns', zh: '列' },
  column: { en: 'Column', zh: '列' },
  type: { en: 'Type', zh: '类型' },
  key: { en: 'key', zh: '主键' },
  about: { en: 'About', zh: '说明' },
  needsOperator: {
    en: 'Columns and rows are asked of the platform, which an operator may do.',
    zh: '列和数据行需向平台查询，仅操作员可用。',
  },
  notFound: {
    en: 'The tenant has no such stream for this pipeline now.',
    zh: '该企业目前没有此管道的这个数据流。',
  },

  preview: { en: 'First rows', zh: '数据预览' },
  previewWhat: {
    en: 'Ten rows as the platform gives them now; nothing is written. It costs a few calls.',
    zh: '平台当前返回的前十行，不会写入任何数据，会消耗少量调用次数。',
  },
  show: { en: 'Show rows', zh: '查看数据' },
  again: { en: 'Read again', zh: '重新读取' },
  noRows: { en: 'It has no rows now.', zh: '目前没有数据。' },
  notWhole: { en: 'The time was over before there were more rows.', zh: '读取超时，仅显示部分数据。' },

  queries: { en: 'Queries to copy', zh: '查询语句' },
  count: { en: 'Rows that are there', zh: '现有行数' },
  newest: { en: 'Changed last', zh: '最近变更的行' },
  gone: { en: 'Deleted upstream', zh: '上游已删除的行' },
});
