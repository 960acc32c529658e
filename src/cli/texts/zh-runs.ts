import { formatCount } from '../print/numbers.ts';
import type { RunTexts } from './run-texts.ts';

/** What is said of runs, of what they cost and of how new their rows are, in Chinese. */
export const zhRuns: RunTexts = {
  report: {
    stream: '数据流',
    read: '读取',
    inserted: '新增',
    updated: '变更',
    unchanged: '未变',
    deleted: '删除',
    calls: '调用',
    seconds: '秒',
    waiting: '等待',
    total: '合计',
    warnings: '警告',
    incomplete: '不完整',
    summary: ({ rows, inserted, updated, deleted, seconds, target }) =>
      `${formatCount(rows)} 行（新增 ${formatCount(inserted)}，变更 ${formatCount(updated)}${deleted > 0 ? `，删除 ${formatCount(deleted)}` : ''}），用时 ${seconds} 秒 → ${target}`,
    nextAfterStop: '再次运行同一命令，即从上次提交处继续。',
  },
  status: {
    live: '实时',
    noRuns: (target) => `${target} 中还没有运行记录。`,
    pendingCount: (startedAt, pid) => `进程 ${pid} 中的运行自 ${startedAt}（UTC）起正在进行。`,
    brokenOff: (startedAt) => `${startedAt}（UTC）开始的运行被终止或已崩溃；下次运行会从其最后一次提交处继续。`,
    started: '开始时间',
    outcome: '结果',
    inserted: '新增',
    updated: '变更',
    deleted: '删除',
    seconds: '秒',
    run: '运行',
    stream: '数据流',
    changesAsOf: '变更截至',
    auditedAsOf: '核对截至',
    auditBehind: (streams, hours) =>
      `核对落后：${streams} 应在 ${hours} 小时内完整读取一次。请让运行更频繁或不被中断，或者调大 audit_hours。`,
    auditPending: (hours) => `这些数据流尚未全部核对；继续运行，会在 ${hours} 小时内核对完。`,
    ageTitle: '距今',
    age: (count, unit) => `${count} ${{ minutes: '分钟', hours: '小时', days: '天' }[unit]}`,
    lastRun: '最近一次',
    callsOfLast: (module, purposes) => `最近一次运行中${module}的调用：${purposes}`,
    streamOutcomes: { complete: '完整', partial: '部分', not_read: '未读取' },
  },
  dryRun: {
    counting: '正在统计一次同步的调用次数。统计本身也会按平台限频进行少量调用，可能需要一分钟。',
    endpoint: '接口',
    calls: '调用次数',
    purpose: '用于',
    time: '至少（分：秒）',
    total: (calls, duration) => `共 ${formatCount(calls)} 次调用，至少 ${duration}（分：秒）：各模块并行读取。`,
    estimates: '~ 为估计值：依据抽样和上次运行留下的状态，不含重试的调用。没有读取或写入任何数据。',
  },
  purposes: { changes: '变更', new: '新增', audit: '核对', exact: '全量' },
  callsFor: (module, purposes) => `${module}的调用：${purposes}`,
};
