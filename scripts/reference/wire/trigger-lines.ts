import { z } from 'zod';
import { count, line, meaning, object, text } from './schemas.ts';

const asAnswered = ['as the API answers it', '与 API 的应答相同'] as const;

/** Lines of the commands that tell of triggers, and of what came of them. */
export const triggerLines: readonly z.ZodObject[] = [
  line('remote_trigger', ['a trigger of the service', '服务中的一个触发器'], { trigger: object(...asAnswered) }),
  line(
    'remote_version',
    ['what was published of a trigger, in `triggers versions`', '`triggers versions` 中触发器的一个版本'],
    {
      version: object(...asAnswered),
    },
  ),
  line(
    'remote_setting',
    ['what two versions differ in, in `triggers diff`', '`triggers diff` 中两个版本不同的一项配置'],
    {
      setting: object('`path`, `before` and `after`', '`path`、`before`（之前）和 `after`（之后）'),
    },
  ),
  line('remote_dry_decision', ['what `triggers dry-run` would decide', '`triggers dry-run` 的一项判断'], {
    decision: object(...asAnswered),
  }),
  line('listening', ['`triggers listen` gets turns from now on', '`triggers listen` 从现在起接收轮次'], {
    trigger: text('its id', '触发器的 ID'),
  }),
  line('forwarded_turn', ['a turn that `triggers listen` has forwarded', '`triggers listen` 转发的一个轮次'], {
    at: text('when it came', '到达时间'),
    turn: text('its id', '轮次的 ID'),
    type: text('of the event, or the kind of the turn', '事件类型或轮次种类'),
    status: meaning(
      z.number().nullable(),
      'HTTP status of the answer; null when there was none, or nobody waited for it any more',
      '应答的 HTTP 状态；没有应答或已无人等待时为空',
    ),
    ms: count('how long it took, in milliseconds', '耗时，单位毫秒'),
    error: meaning(z.string().nullable(), 'why it has failed', '失败原因'),
  }),
  line('remote_handler', ['a handler of the service', '服务中的一个处理程序'], { handler: object(...asAnswered) }),
  line(
    'remote_signing_key',
    [
      'the key by which requests to a handler are signed, in `handlers create` and `handlers rotate-key`; it is told now and never again',
      '`handlers create` 和 `handlers rotate-key` 中对发往处理程序的请求签名所用的密钥，仅显示这一次',
    ],
    {
      handler: text('its id', '处理程序的 ID'),
      file: meaning(
        z.string().nullable(),
        'where it was put, with `--key-file`',
        '给出 `--key-file` 时，密钥写入的文件',
      ),
      signingKey: meaning(z.string().nullable(), 'the key, without `--key-file`', '未给出 `--key-file` 时的密钥'),
    },
  ),
  line('remote_deleted', ['a trigger or handler is deleted', '已删除触发器或处理程序'], {
    kind: meaning(z.enum(['trigger', 'handler']), 'what it was', '种类'),
    id: text('its id', '它的 ID'),
  }),
  line('remote_report', ['what a test has found', '测试结果'], { report: object(...asAnswered) }),
  line('remote_session', ['a conversation with a bot', '与机器人的一个会话'], { session: object(...asAnswered) }),
  line(
    'remote_message',
    ['what was said in a conversation, in `sessions show`', '`sessions show` 中会话里的一条消息'],
    {
      said: object(...asAnswered),
    },
  ),
  line('remote_erased', ['a conversation is erased', '会话已删除'], { session: text('its id', '会话的 ID') }),
  line('remote_tenant', ['what is kept of a company, in `tenants show`', '`tenants show` 中企业的数据'], {
    tenant: object(...asAnswered),
  }),
  line(
    'remote_forgotten',
    [
      'what was deleted of a company and what is left, in `tenants forget`',
      '`tenants forget` 中企业已删除和剩余的数据',
    ],
    { forgotten: object(...asAnswered) },
  ),
  line('remote_turn', ['what a handler is asked', '交给处理程序的一个轮次'], { turn: object(...asAnswered) }),
  line('remote_reply', ['what is said on Lark of a turn, in `turns show`', '`turns show` 中一个轮次发出的内容'], {
    reply: object(...asAnswered),
  }),
  line('turns_replayed', ['the handlers of turns are asked again', '已重新交给处理程序的轮次'], {
    count: count('how many', '数量'),
  }),
  line('turns_discarded', ['dead turns are discarded', '已丢弃的死信轮次'], {
    count: count('how many', '数量'),
  }),
  line(
    'remote_why',
    ['why an event was answered or not, in `events why`', '`events why` 中事件得到或未得到答复的原因'],
    {
      id: text('of the event', '事件的 ID'),
      decisions: meaning(
        z.array(z.record(z.string(), z.unknown())),
        'one for each integration; none where nothing was decided, or it is kept no more',
        '每个集成一项；尚未判断或已不再保留时为空',
      ),
    },
  ),
];
