import { formatCount } from '../print/numbers.ts';
import type { RemoteTexts } from './remote-texts.ts';

/** What the commands say in Chinese that ask a service elsewhere. */
export const zhRemote: RemoteTexts = {
  name: '名称',
  state: '状态',
  schedule: '计划',
  due: '下次运行',
  why: '原因',
  pipeline: '管道',
  trigger: '触发',
  began: '开始',
  ended: '结束',
  rows: '行数',
  noPipelines: '服务中没有管道。',
  noRuns: '没有符合条件的运行。',
  noLines: '日志为空。',
  more: (shown, total) => `共 ${formatCount(total)} 条，显示 ${formatCount(shown)} 条；可用 --limit 显示更多。`,
  begun: (run) => `运行 ${run} 已排队或正在进行；可用 \`larkstream runs log ${run} --follow\` 查看。`,
  pipelineStates: { draft: '草稿', active: '已启用', paused: '已暂停' },
  runStates: {
    queued: '排队中',
    running: '运行中',
    succeeded: '成功',
    incomplete: '不完整',
    failed: '失败',
    cancelled: '已取消',
  },
  schedules: { manual: '手动', live: '实时', every: (minutes) => `每 ${formatCount(minutes)} 分钟` },
  triggers: { schedule: '计划', person: '人工', retry: '重试', live: '实时', 'catch-up': '补跑' },
  kind: '种类',
  action: '操作',
  changes: '配置项',
  kinds: { integration: '集成', destination: '目标', pipeline: '管道' },
  actions: { create: '新建', change: '更改', nothing: '不变', keep: '保留', delete: '删除' },
  applied: ({ created, changed, deleted, unchanged }) =>
    `新建 ${formatCount(created)} 项，更改 ${formatCount(changed)} 项，删除 ${formatCount(deleted)} 项，${formatCount(unchanged)} 项保持不变。`,
  wouldApply: ({ created, changed, deleted, unchanged }) =>
    `将新建 ${formatCount(created)} 项，更改 ${formatCount(changed)} 项，删除 ${formatCount(deleted)} 项，${formatCount(unchanged)} 项保持不变。未做任何更改。`,
  keptApart: (count) => `服务中另有 ${formatCount(count)} 项没有文件描述；--prune 会删除这类内容。`,
  exported: ({ files, written, folder }) =>
    `${folder} 中共 ${formatCount(files)} 个文件，写入 ${formatCount(written)} 个。`,
  secretsApart: '文件中没有密钥：`larkstream apply` 从文件所引用的变量中获取。',
};
