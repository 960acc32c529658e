import { z } from 'zod';
import { callPurposes } from '../../../src/model/call-purpose.ts';
import { runOutcomes, type StreamReport, streamOutcomes } from '../../../src/model/run-report.ts';
import { writeModes } from '../../../src/model/write-mode.ts';
import {
  count,
  errorKeys,
  errorShape,
  flag,
  instant,
  line,
  meaning,
  message,
  object,
  text,
  texts,
  zhMessage,
} from './schemas.ts';

const mode = meaning(z.enum(writeModes), 'how rows are written', '写入方式');
const module = text('module', '模块');
const stream = text('stream', '数据流');

const outcomeOfStream = meaning(
  z.enum(streamOutcomes),
  '`complete`: the run read the whole stream and wrote it to the destination; `partial`: it read and wrote a part; `not_read`: it read nothing',
  '`complete`：已全部读取并写入目标；`partial`：读取并写入了一部分；`not_read`：未读取',
);

const changesAsOf = meaning(
  z.iso.datetime().nullable(),
  'start of the last run that read the stream to its end: what the platform’s signs showed until then is in the table; null when there is none',
  '最近一次完整读取该数据流的运行的开始时间：平台在此之前显示的变化都在表中，没有则为 null',
);
const auditedAsOf = meaning(
  z.iso.datetime().nullable(),
  'each part of the stream was read exactly at this time or later; null when a part never was',
  '数据流的每一部分都在此时或之后完整读取过；有一部分从未读取时为 null',
);

const streamReport: z.ZodType<StreamReport> = z
  .strictObject({
    stream,
    module,
    mode,
    outcome: outcomeOfStream,
    rowsRead: count('records that arrived from the platform', '从平台读到的记录数'),
    rowsInserted: count('rows that are new at the destination', '目标中新增的行数'),
    rowsUpdated: count('rows that were updated', '被更新的行数'),
    rowsUnchanged: count('rows that were the same', '没有变化的行数'),
    rowsDeleted: count('rows that were deleted or marked deleted', '被删除或标记为已删除的行数'),
    seconds: meaning(z.number(), 'from the first to the last record', '从第一条到最后一条记录的秒数'),
    changesAsOf: meaning(
      z.iso.datetime().exactOptional(),
      'of a complete stream: start of the run; what the platform’s signs showed until then is in the table',
      '完整的数据流：运行的开始时间；平台在此之前显示的变化都在表中',
    ),
    auditedAsOf: auditedAsOf.exactOptional(),
    auditHours: meaning(
      z.number().exactOptional(),
      'within how many hours each part is to be read again, where runs read changes',
      '按变化读取时，每一部分应在多少小时内再读取一次',
    ),
    errors: meaning(z.array(errorShape), 'what is missing, and why', '缺少什么及原因'),
  })
  .meta({ id: 'stream report', en: 'What a run did to a stream', zh: '一次运行对一个数据流的结果' });

/** Lines about runs, of `sync`, `status` and `demo`. */
export const runLines: readonly z.ZodObject[] = [
  line('start', ['a run has chosen its streams', '运行已确定其数据流'], {
    streams: meaning(z.array(z.strictObject({ name: stream, module, mode })), 'streams of the run', '本次运行的数据流'),
  }),
  line('progress', ['how far the run is, once a second', '运行进度，每秒一次'], {
    elapsedMs: meaning(z.number(), 'milliseconds since the start', '开始以来的毫秒数'),
    commits: count('commits so far', '已提交次数'),
    modules: meaning(
      z.array(
        z.strictObject({
          module,
          rows: count('rows so far', '已读行数'),
          fraction: meaning(
            z.number().min(0).max(1).optional(),
            'share of the work that is done, if known',
            '已完成的比例（已知时）',
          ),
          rowsPerSecond: meaning(z.number(), 'recent rows per second', '近期每秒行数'),
          calls: count('calls so far', '已调用次数'),
          waiting: meaning(
            z.enum(['quota', 'retry']).optional(),
            'what the module waits for, if it waits',
            '正在等待什么（等待时）',
          ),
          waitingMs: meaning(z.number().optional(), 'remaining milliseconds of the wait', '还要等待的毫秒数'),
          isIncomplete: flag('a part of the module could not be read', '有内容未能读取'),
          isFinished: flag('the whole module has been read', '已全部读取'),
          remainingMs: meaning(
            z.number().optional(),
            'estimated remaining milliseconds, if known',
            '预计剩余毫秒数（已知时）',
          ),
        }),
      ),
      'each module',
      '各模块',
    ),
    streams: meaning(
      z.array(
        z.strictObject({
          stream,
          rows: count('rows so far', '已读行数'),
          estimate: meaning(z.number().optional(), 'expected rows, if known', '预计行数（已知时）'),
        }),
      ),
      'each stream',
      '各数据流',
    ),
  }),
  line('warning', ['a warning; the run continues', '警告；运行继续'], {
    message,
    zh: zhMessage,
    streams: texts('streams that it concerns', '涉及的数据流'),
  }),
  line('retry', ['a call has been repeated for some seconds', '某次调用已重试数秒'], {
    endpoint: text(
      'method and path of the call, or the name of another operation',
      '调用的方法和路径，或其他操作的名称',
    ),
    attempt: count('number of the next retry, from 1', '下次重试的序号，从 1 开始'),
    delayMs: meaning(z.number(), 'milliseconds until the next attempt', '距下次尝试的毫秒数'),
    until: meaning(z.number(), 'when the retries end, in milliseconds since the epoch', '停止重试的时间（毫秒时间戳）'),
    message,
    zh: zhMessage,
  }),
  line('incomplete', ['some streams are incomplete', '部分数据流不完整'], {
    streams: texts('streams that it concerns', '涉及的数据流'),
    error: meaning(errorShape, 'why', '原因'),
  }),
  line(
    'run',
    [
      'the report of a run: the last line of `sync`, one line per run of `status`',
      '运行报告：`sync` 的最后一行，`status` 每次运行一行',
    ],
    {
      version: meaning(z.literal(2), 'version of the report', '报告版本'),
      runId: text('id of the run', '运行 ID'),
      sourceId: text('tenant and app', '企业和应用'),
      startedAt: instant('when it began', '开始时间'),
      finishedAt: instant('when it ended', '结束时间'),
      outcome: meaning(z.enum(runOutcomes), 'how it ended', '结果'),
      isLive: meaning(
        z.literal(true).exactOptional(),
        'the run followed events instead of reading everything',
        '跟随事件，而不是读取全部数据',
      ),
      streams: meaning(z.array(streamReport), 'each stream', '各数据流'),
      commits: count('commits', '提交次数'),
      warnings: texts('warnings', '警告'),
      zh: meaning(z.strictObject({ warnings: z.array(z.string()) }).exactOptional(), 'the same in Chinese', '中文内容'),
      error: meaning(errorShape.exactOptional(), 'the error that ended the run, if any', '使运行终止的错误（如有）'),
      calls: object(
        'module → endpoint → `calls`, `purposes` (calls by what they were for, where that was not only `exact`), `retries` (by cause), `throttled`, `waitMs`, `bytes`',
        '模块 → 接口 → `calls`、`purposes`（按用途的调用次数，不只是 `exact` 时才有）、`retries`（按原因）、`throttled`、`waitMs`、`bytes`',
      ).exactOptional(),
    },
  ),
  line('error', ['the error that ended the command', '使命令终止的错误'], errorKeys),
  line('freshness', ['how old the rows of a stream are, in `status`', '`status` 中各数据流的新旧程度'], {
    stream,
    module,
    asOf: meaning(z.iso.datetime().nullable(), 'the same as `changesAsOf`', '与 `changesAsOf` 相同'),
    changesAsOf,
    auditedAsOf,
    auditHours: meaning(
      z.number().nullable(),
      'within how many hours each part is to be read again; null where every run reads everything',
      '每一部分应在多少小时内再读取一次；每次运行读取全部数据时为 null',
    ),
    isAuditBehind: flag('the audit does not keep this time', '核对没有在该时间内完成'),
    outcome: outcomeOfStream,
  }),
  line('status', ['the last line of `status`', '`status` 的最后一行'], {
    appId: text('app of the configuration', '配置中的应用'),
    destination: text('place of the tables', '数据表所在位置'),
    runs: count('`run` lines above', '上面 `run` 行的数量'),
    streams: count('`freshness` lines above', '上面 `freshness` 行的数量'),
    hasEvents: flag('the event store exists, and an `events` line tells of it', '事件存储存在，并有一行 `events` 说明'),
  }),
  line('begun', ['a run whose end is not recorded, in `status`', '`status` 中没有结束记录的运行'], {
    runId: text('id of the run', '运行 ID'),
    sourceId: text('tenant and app', '企业和应用'),
    startedAt: instant('when it began', '开始时间'),
    pid: count('process that runs it', '进程号'),
    isUnderWay: flag('false: the run was killed or crashed', 'false：被终止或已崩溃'),
  }),
  line('next', ['when `sync --every` runs again', '`sync --every` 的下一次运行'], { at: instant('when', '时间') }),
  line('hook', ['the command of `--on-failure` failed', '`--on-failure` 的命令失败'], {
    code: meaning(z.int().nullable(), 'its exit code; null when a signal ended it', '退出码，被信号终止时为 null'),
  }),
  line('planned', ['calls of one endpoint, in `sync --dry-run`', '`sync --dry-run` 中一个接口的调用'], {
    module,
    endpoint: text('method and path', '方法和路径'),
    purpose: meaning(
      z.enum(callPurposes),
      'what the calls are for; `exact` is what each run reads whole',
      '调用的用途；`exact` 为每次运行都完整读取的内容',
    ),
    calls: count('calls that are needed', '所需调用次数'),
    seconds: meaning(z.number(), 'minimum seconds at the documented limits', '按文档限频所需的最短秒数'),
    isEstimate: flag('the number of calls is an estimate', '调用次数为估算'),
  }),
  line('plan', ['all of `sync --dry-run`', '`sync --dry-run` 的合计'], {
    calls: count('calls that are needed', '所需调用次数'),
    seconds: meaning(z.number(), 'minimum seconds at the documented limits', '按文档限频所需的最短秒数'),
    isEstimate: flag('the number of calls is an estimate', '调用次数为估算'),
  }),
];
