import { z } from 'zod';
import { checkOutcomes } from '../../../src/model/source.ts';
import { columnTypes } from '../../../src/model/stream.ts';
import { writeModes } from '../../../src/model/write-mode.ts';
import { count, errorShape, flag, line, meaning, message, text, texts, zhMessage } from './schemas.ts';

const module = text('module', '模块');
const subject = text('what was tested', '检查的内容');

/** Lines of every other command. */
export const otherLines: readonly z.ZodObject[] = [
  line('check', ['one line of `check`', '`check` 的一行'], {
    module: text('module, or `connection`', '模块，或 `connection`'),
    subject,
    outcome: meaning(z.enum(checkOutcomes), 'result', '结果'),
    message,
    zh: zhMessage,
    error: meaning(errorShape.exactOptional(), 'why it failed', '失败原因'),
  }),
  line('checked', ['the last line of `check`', '`check` 的最后一行'], {
    failed: count('checks that failed', '失败的检查项数'),
  }),
  line('advice', ['advice about a setting that may cause trouble later', '对以后可能带来麻烦的配置的建议'], {
    message,
    zh: zhMessage,
  }),
  line('finding', ['one line of `doctor`; the lines of `check` follow', '`doctor` 的一行；其后是 `check` 的各行'], {
    area: meaning(z.enum(['program', 'configuration', 'network']), 'area of the finding', '范围'),
    subject,
    outcome: meaning(z.enum(['ok', 'warning', 'failed']), 'result', '结果'),
    message,
    zh: zhMessage,
  }),
  line('stream', ['one line of `discover`', '`discover` 的一行'], {
    name: text('name of the stream', '数据流名称'),
    title: text('title', '标题'),
    zh: meaning(z.strictObject({ title: z.string(), description: z.string() }), 'the same in Chinese', '中文内容'),
    description: text('content of the stream', '内容'),
    module,
    columns: meaning(
      z.array(
        z.strictObject({
          name: z.string(),
          type: z.enum(columnTypes),
          description: z.string(),
          zh: z.strictObject({ description: z.string() }),
          title: meaning(
            z.string().exactOptional(),
            'title of the column, when its name contains an id',
            '名称由 ID 构成时的标题',
          ),
          shape: meaning(
            z.enum(['object', 'array']).exactOptional(),
            'type of every value of a `json` column, if known',
            '`json` 字段固定的形式（已知时）',
          ),
          volatile: meaning(
            z.boolean().exactOptional(),
            'its value may change without an edit, so it alone does not make a row changed',
            '未经编辑也可能变化，因此仅它变化不算更新',
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
      '指向父记录的字段（如有）',
    ),
    cursor: meaning(
      z.string().exactOptional(),
      'the column that grows with time, if there is one',
      '随时间增长的字段（如有）',
    ),
    continuation: meaning(
      z.enum(['incremental', 'resumable', 'full']).exactOptional(),
      'what a later read delivers, in this order: records that may have changed; all records, continued after an interruption; all records',
      '再次读取的内容，依次为：可能变化的记录；全部记录，中断后可继续；全部记录',
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
  line('query', ['the last line of `query` or `preview`', '`query` 或 `preview` 的最后一行'], {
    rows: count('rows that were printed', '输出的行数'),
    hasMore: flag('the result has more rows', '结果还有更多行'),
  }),
  line('reset', ['streams were dropped, by `reset`', '`reset` 已删除数据流'], {
    streams: texts('the streams', '数据流'),
  }),
  line('init', ['`init` wrote a configuration', '`init` 写好了配置'], { file: text('its file', '文件') }),
  line('completion', ['the script of `completion`', '`completion` 的脚本'], {
    shell: text('the shell that reads it', '读取它的 shell'),
    script: text('the script', '脚本'),
  }),
  line('sandbox', ['a sandbox is running', '沙箱正在运行'], {
    url: text('its address', '地址'),
    region: meaning(z.enum(['feishu', 'lark']), 'region that it simulates', '模拟的区域'),
    appId: text('app to read it with', '应用'),
    appSecret: text('the simulated secret', '模拟的密钥'),
    tenantName: text('name of the tenant', '企业名称'),
    people: count('people of the tenant', '人数'),
    approvalCodes: texts('codes of its approval definitions', '审批定义的 code'),
    appTokens: texts('tokens of its Bases', '多维表格的 token'),
    records: count('records of its Bases', '多维表格的记录数'),
    startDate: text('first day of its history', '历史数据的第一天'),
    rateLimitScale: meaning(z.number(), '`rate_limit_scale` that fits its limits', '与其限频相符的 `rate_limit_scale`'),
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
      'the configuration file, if one was written',
      '已写入的配置文件（如有）',
    ),
  }),
  line('conversation', ['what was said, by `sandbox chat`', '`sandbox chat` 的对话内容'], {
    chats: meaning(
      z.array(
        z.strictObject({
          name: text('of a group; empty for a person and the bot', '群名称；与机器人的单聊为空'),
          lines: meaning(
            z.array(
              z.strictObject({
                from: text('who has said it', '发送者'),
                isBot: flag('by a bot', '由机器人发送'),
                text: text('what people read; of a card its title and text', '看到的文本；卡片为其标题和正文'),
                buttons: texts('buttons of the card', '卡片的按钮'),
                followUps: texts('bubbles below it', '下方的追问气泡'),
                reactions: texts('emojis below it', '下方的表情'),
                isInThread: flag('within a topic', '在话题中'),
                isEdited: flag('it was edited', '已编辑'),
                isRecalled: flag('it was recalled', '已撤回'),
              }),
            ),
            'messages in their order',
            '按顺序排列的消息',
          ),
        }),
      ),
      'chats in the order of the script',
      '按脚本顺序排列的聊天',
    ),
    faults: meaning(
      z.array(
        z.strictObject({
          line: count('line of the script', '脚本的行号'),
          message: meaning(z.strictObject({ en: z.string(), zh: z.string() }), 'what is wrong', '问题'),
        }),
      ),
      'where it did not go as the script says; none is good',
      '与脚本不一致之处；没有则为成功',
    ),
  }),
  line('answer', ['one question of `demo` with its answer', '`demo` 的一个问题及答案'], {
    question: text('name of the question', '问题名称'),
    sql: text('the query', '查询'),
    columns: texts('columns of the answer', '结果的字段'),
    rows: meaning(z.array(z.array(z.string())), 'rows of the answer', '结果的行'),
  }),
];
