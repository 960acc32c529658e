import { z } from 'zod';
import { checkOutcomes } from '../../../src/model/source.ts';
import { columnTypes } from '../../../src/model/stream.ts';
import { writeModes } from '../../../src/model/write-mode.ts';
import { count, errorShape, flag, line, meaning, message, text, texts, zhMessage } from './schemas.ts';

const module = text('module', '模块');
const subject = text('what was tried', '检查的内容');

/** Lines of every other command. */
export const otherLines: readonly z.ZodObject[] = [
  line('check', ['one line of `check`', '`check` 的一行'], {
    module: text('module, or `connection`', '模块，或 `connection`'),
    subject,
    outcome: meaning(z.enum(checkOutcomes), 'how it went', '结果'),
    message,
    zh: zhMessage,
    error: meaning(errorShape.exactOptional(), 'why it failed', '失败原因'),
  }),
  line('checked', ['the last line of `check`', '`check` 的最后一行'], {
    failed: count('checks that failed', '失败的检查项数'),
  }),
  line('advice', ['a setting that a person will regret', '配置中以后会带来麻烦的内容'], { message, zh: zhMessage }),
  line('finding', ['one line of `doctor`; the lines of `check` follow', '`doctor` 的一行；其后是 `check` 的各行'], {
    area: meaning(z.enum(['program', 'configuration', 'network']), 'what it is about', '范围'),
    subject,
    outcome: meaning(z.enum(['ok', 'warning', 'failed']), 'how it went', '结果'),
    message,
    zh: zhMessage,
  }),
  line('stream', ['one line of `discover`', '`discover` 的一行'], {
    name: text('name of the stream', '数据流名称'),
    title: text('what people call it', '标题'),
    zh: meaning(z.strictObject({ title: z.string() }), 'the same in Chinese', '中文内容'),
    description: text('what it holds', '内容'),
    module,
    columns: meaning(
      z.array(
        z.strictObject({
          name: z.string(),
          type: z.enum(columnTypes),
          description: z.string(),
          title: meaning(
            z.string().exactOptional(),
            'what people call it, where the name is made of an id',
            '名称由 ID 构成时的标题',
          ),
          shape: meaning(
            z.enum(['object', 'array']).exactOptional(),
            'what a `json` column always holds, if known',
            '`json` 字段固定的形式（已知时）',
          ),
          volatile: meaning(
            z.boolean().exactOptional(),
            'it changes without an edit: alone it makes no row new',
            '未经编辑也会变化：仅它变化不算更新',
          ),
        }),
      ),
      'columns of its table',
      '表的字段',
    ),
    primaryKey: texts('columns that identify a row', '主键字段'),
    parentKey: meaning(
      z.array(z.string()).exactOptional(),
      'columns that name the parent record, if there is one',
      '指向父记录的字段（有时）',
    ),
    cursor: meaning(
      z.string().exactOptional(),
      'the column that grows with time, if there is one',
      '随时间增长的字段（有时）',
    ),
    continuation: meaning(
      z.enum(['incremental', 'resumable', 'full']).exactOptional(),
      'what a later read delivers: only what may have changed; everything, and it goes on where one was broken off; everything',
      '再次读取时交付：仅可能变化的内容；全部内容，可从中断处继续；全部内容',
    ),
    isWanted: flag('the configuration replicates it', '配置会同步它'),
    mode: meaning(
      z.enum(writeModes).nullable(),
      'how rows are written; null where it is not replicated',
      '写入方式，不同步时为 null',
    ),
  }),
  line('row', ['one row of `query` or `preview`', '`query` 或 `preview` 的一行数据'], {
    row: meaning(z.record(z.string(), z.unknown()), 'column → value', '字段 → 值'),
  }),
  line('query', ['the end of an answer of `query` or `preview`', '`query` 或 `preview` 的结果到此结束'], {
    rows: count('rows that were printed', '输出的行数'),
    hasMore: flag('there are more', '还有更多'),
  }),
  line('reset', ['streams were dropped, by `reset`', '`reset` 已删除数据流'], { streams: texts('which', '数据流') }),
  line('init', ['`init` wrote a configuration', '`init` 写好了配置'], { file: text('its file', '文件') }),
  line('sandbox', ['a sandbox is running', '沙箱正在运行'], {
    url: text('its address', '地址'),
    region: meaning(z.enum(['feishu', 'lark']), 'region that it simulates', '模拟的区域'),
    appId: text('app to read it with', '应用'),
    appSecret: text('simulated, as everything there', '模拟的密钥'),
    tenantName: text('name of the tenant', '企业名称'),
    people: count('people of the tenant', '人数'),
    approvalCodes: texts('codes of its approval definitions', '审批定义的 code'),
    appTokens: texts('tokens of its Bases', '多维表格的 token'),
    records: count('records of its Bases', '多维表格的记录数'),
    startDate: text('first day of its history', '历史数据的第一天'),
    rateLimitScale: meaning(z.number(), 'pacing that fits its limits', '与其限频相符的限速比例'),
    webhook: meaning(
      z.strictObject({ url: z.string(), verificationToken: z.string(), encryptKey: z.string() }).exactOptional(),
      'where it pushes events, if not over the long connection',
      '事件推送地址（不使用长连接时）',
    ),
    limits: meaning(
      z.union([z.enum(['documented', 'off']), z.number()]).exactOptional(),
      'rate limits that it keeps',
      '沙箱的限频',
    ),
    config: meaning(
      z.string().exactOptional(),
      'configuration file that was written, if one was',
      '已写入的配置文件（有时）',
    ),
  }),
  line('answer', ['one question of `demo` with its answer', '`demo` 的一个问题及答案'], {
    question: text('name of the question', '问题名称'),
    sql: text('the query', '查询'),
    columns: texts('columns of the answer', '结果的字段'),
    rows: meaning(z.array(z.array(z.string())), 'rows of the answer', '结果的行'),
  }),
];
