import { z } from 'zod';
import { deliveryStates, eventStates, eventTransports } from '../../../src/model/event.ts';
import { connectionCommands, connectionStates, refusalReasons } from '../../../src/model/event-store.ts';
import { count, errorKeys, flag, instant, line, meaning, moment, object, orNull, text, texts } from './schemas.ts';

const appId = text('app', '应用');
const mode = meaning(z.enum(['long_connection', 'webhook']), 'how events are received', '接收方式');
const state = meaning(z.enum(connectionStates), 'state of the connection', '连接状态');
const reason = meaning(z.enum(refusalReasons), 'why', '原因');
const refusals = meaning(
  z.partialRecord(z.enum(refusalReasons), z.int()),
  'how many requests were refused, by reason',
  '按原因统计的被拒绝请求数',
);
const lastError = text('why the connection was last down', '最近一次中断的原因').nullable();
const zhLastError = meaning(
  z.strictObject({ lastError: z.string().nullable() }).exactOptional(),
  'the same in Chinese',
  '中文内容',
);

const connectionKeys = {
  appId,
  mode,
  state,
  lastError: meaning(lastError, 'why the connection was last down, or null', '最近一次中断的原因，没有则为 null'),
  zh: zhLastError,
  refusals,
  reconnects: count('number of reconnects', '重新连接次数'),
  bot: orNull(z.string(), "the app's bot, or null", '应用的机器人，没有则为 null'),
};

const times = {
  since: ['start of this state', '进入该状态的时间'],
  lastConnectedAt: ['time of the last connection, or null', '最近一次连接成功的时间，没有则为 null'],
  lastEventAt: ['time of the last event, or null', '最近一个事件的时间，没有则为 null'],
  lastPongAt: ['time of the last answer to a ping, or null', '服务器最近一次应答 ping 的时间，没有则为 null'],
  lastErrorAt: ['time when the connection was last down, or null', '最近一次中断的时间，没有则为 null'],
  nextRetryAt: ['time of the next reconnect, or null', '下次重连的时间，没有则为 null'],
} as const;

const at = (key: keyof typeof times): z.ZodNullable<z.ZodInt> => {
  const [en, zh] = times[key];
  return meaning(z.int().nullable(), `${en}; milliseconds since the epoch`, `${zh}（毫秒时间戳）`);
};
const instantAt = (key: keyof typeof times): z.ZodNullable<z.ZodISODateTime> =>
  meaning(z.iso.datetime().nullable(), times[key][0], times[key][1]);

const receivedKeys = {
  id: text("the platform's id of the event", '平台的事件 ID'),
  type: text('type of the event', '事件类型'),
  appId,
  tenantKey: text('tenant; empty where the platform names none', '企业；平台未给出时为空'),
  createdAt: moment('when it happened', '发生时间'),
  receivedAt: moment('when it was received', '接收时间'),
  via: meaning(z.enum(eventTransports), 'transport that brought the event', '接收方式'),
  orderKey: orNull(
    z.string(),
    'events with the same key are processed in order; or null',
    '相同键的事件按顺序处理，没有则为 null',
  ),
  actorId: text(
    '`open_id` of who has done it, where the event names one',
    '操作者的 `open_id`，仅在事件给出时有',
  ).exactOptional(),
  chatId: text(
    'chat in which it has happened, where the event names one',
    '事件所在的聊天，仅在事件给出时有',
  ).exactOptional(),
  body: object('content of the event', '事件内容'),
};

/** Lines about receiving and following events, of `listen`, `sync --live`, `events`, `replay`, `connection` and `status`. */
export const eventLines: readonly z.ZodObject[] = [
  line('ready', ['the command receives events from now on', '从现在起接收事件'], {
    appId: appId.exactOptional(),
    mode,
    webhook: orNull(z.string(), 'request URL as this machine sees it, or null', '从本机看到的请求地址，没有则为 null'),
    status: orNull(z.string(), 'address of the status pages, or null', '状态页地址，没有则为 null'),
  }),
  line('connection', ['the state of the connection has changed', '连接状态改变'], {
    ...connectionKeys,
    since: moment(...times.since),
    lastConnectedAt: at('lastConnectedAt'),
    lastEventAt: at('lastEventAt'),
    lastPongAt: at('lastPongAt'),
    lastErrorAt: at('lastErrorAt'),
    nextRetryAt: at('nextRetryAt'),
  }),
  line(
    'refused',
    [
      'the webhook refused requests; at most once a minute for each reason',
      'webhook 拒绝了请求；每种原因每分钟最多报告一次',
    ],
    {
      appId,
      reason,
      count: count('requests since the previous line of this reason', '自该原因的上一行以来的请求数'),
    },
  ),
  line('received', ['an event, in `listen`', '`listen` 收到的事件'], {
    ...receivedKeys,
    dedupKey: text('key that identifies repeated pushes', '用于识别重复推送的键'),
  }),
  line(
    'skipped',
    [
      'events that `listen` stored but did not print, because the reader of its output is too slow',
      '因读取输出的程序太慢，`listen` 已保存但未输出的事件',
    ],
    {
      count: count('how many', '数量'),
    },
  ),
  line('dead_letter', ['an event that cannot be read or kept', '无法读取或保存的事件'], {
    id: receivedKeys.id,
    type: receivedKeys.type,
    appId,
    tenantKey: receivedKeys.tenantKey,
    error: text('why', '原因'),
    zh: meaning(z.strictObject({ error: z.string() }), 'the same in Chinese', '中文内容'),
  }),
  line(
    'subscriptions',
    ['approval definitions and Bases whose events the app subscribed to', '应用已订阅事件的审批定义和多维表格'],
    {
      done: count('how many', '数量'),
      failed: texts('those that could not be subscribed', '未能订阅的'),
    },
  ),
  line('batch', ['events were processed and their rows committed', '事件已处理，数据已提交'], {
    events: count('events', '事件数'),
    rows: meaning(z.record(z.string(), z.int()), 'rows by stream', '按数据流统计的行数'),
    deletes: count('rows that were deleted', '删除的行数'),
    lagMs: meaning(
      z.number(),
      'milliseconds from receiving the oldest event to the commit',
      '从收到最早的事件到提交的毫秒数',
    ),
  }),
  line('trouble', ['an error that did not end the command', '未使命令终止的错误'], errorKeys),
  line('tenant', ['a tenant installed or uninstalled the store app', '企业安装或卸载了商店应用'], {
    tenantKey: text('tenant', '企业'),
    change: meaning(z.enum(['installed', 'uninstalled']), 'what it did', '操作'),
  }),
  line(
    'events',
    [
      'the state of receivers and inbox, in `status`; the same as the page `/status`',
      '`status` 中接收和收件箱的状态；与 `/status` 页面相同',
    ],
    {
      store: text('the event store', '事件存储'),
      appId: text('the app whose receivers and events these are', '这些接收进程和事件所属的应用'),
      connections: meaning(
        z.array(
          z.strictObject({
            ...connectionKeys,
            since: instant(...times.since),
            lastConnectedAt: instantAt('lastConnectedAt'),
            lastEventAt: instantAt('lastEventAt'),
            lastPongAt: instantAt('lastPongAt'),
            lastErrorAt: instantAt('lastErrorAt'),
            nextRetryAt: instantAt('nextRetryAt'),
            owner: text('process that holds it', '持有连接的进程'),
            heartbeatAt: instant("time of the process's last heartbeat", '该进程最近一次心跳的时间'),
            isAlive: meaning(z.boolean(), 'false: the process is gone', 'false：进程已不在'),
          }),
        ),
        'connections of all processes that receive for the app',
        '为该应用接收事件的所有进程的连接',
      ),
      inbox: meaning(
        z.strictObject({
          pending: count(
            'waiting deliveries (an event counts once per consumer)',
            '待处理的投递数（每个消费者各计一次）',
          ),
          dead: count('dead letters', '死信数'),
          types: meaning(
            z.array(
              z.strictObject({
                type: z.string(),
                pending: z.int(),
                done: z.int(),
                dead: z.int(),
                kept: count('events that no consumer wants', '没有消费者需要的事件数'),
              }),
            ),
            'the same by type of event',
            '按事件类型统计',
          ),
          consumers: meaning(
            z.array(
              z.strictObject({
                consumer: z.string(),
                pending: z.int(),
                done: z.int(),
                dead: z.int(),
                expired: count(
                  'events that expired before the consumer processed them',
                  '消费者处理之前已过期的事件数',
                ),
                oldestPendingAt: meaning(
                  z.iso.datetime().nullable(),
                  'since when the event waits that has waited longest: it came, or was put back; or null',
                  '等待最久的事件从何时（收到或重新放回）开始等待，没有则为 null',
                ),
                lagMs: meaning(
                  z.strictObject({ p50: z.number(), p99: z.number() }).nullable(),
                  'milliseconds from receiving to done, of recent events; or null',
                  '最近事件从接收到处理完成的毫秒数，没有则为 null',
                ),
              }),
            ),
            'the same by consumer',
            '按消费者统计',
          ),
          lastReceivedAt: meaning(
            z.iso.datetime().nullable(),
            'when the last event came, or null',
            '最近一个事件的接收时间，没有则为 null',
          ),
        }),
        'the inbox',
        '收件箱',
      ),
      recentErrors: meaning(
        z.array(
          z.strictObject({
            eventId: z.string(),
            type: z.string(),
            consumer: orNull(z.string(), 'null: the event cannot be read', 'null：事件无法读取'),
            state: z.string(),
            attempts: z.int(),
            error: z.string(),
            zh: z.strictObject({ error: z.string() }),
          }),
        ),
        'events that failed recently',
        '最近失败的事件',
      ),
      installations: meaning(
        z.array(
          z.strictObject({
            tenantKey: z.string(),
            installedAt: z.iso.datetime().nullable(),
            uninstalledAt: z.iso.datetime().nullable(),
          }),
        ),
        'tenants of a store app',
        '商店应用的企业',
      ),
    },
  ),
  line('inbox', ['an event of the inbox, in `events`', '`events` 中收件箱里的一个事件'], {
    ...receivedKeys,
    seq: count('number of the event, in the order of arrival', '序号，按到达顺序'),
    state: meaning(
      z.enum(eventStates),
      'the worst state of its deliveries; `kept`: no consumer wants it',
      '各投递中最差的状态；`kept`：没有消费者需要',
    ),
    lastError: orNull(z.string(), 'why the last attempt failed, or null', '最近一次失败的原因，没有则为 null'),
    zh: zhLastError,
    deliveries: meaning(
      z.array(
        z.strictObject({
          consumer: z.string(),
          state: z.enum(deliveryStates),
          attempts: count('attempts so far', '已尝试次数'),
          nextAt: moment('time of the next attempt', '下次尝试的时间'),
          finishedAt: meaning(z.int().nullable(), 'when processing ended, or null', '完成时间，没有则为 null'),
          lastError: orNull(z.string(), 'why the last attempt failed, or null', '最近一次失败的原因，没有则为 null'),
          zh: zhLastError,
        }),
      ),
      'one for each consumer that wants it',
      '每个需要它的消费者一项',
    ),
  }),
  line('listed', ['the last line of `events`', '`events` 的最后一行'], {
    appId,
    events: count('events above', '上面的事件数'),
    hasMore: flag('there are more; see `--limit`', '还有更多；参见 `--limit`'),
  }),
  line('replayed', ['events will be processed again', '事件将重新处理'], { count: count('how many', '数量') }),
  line('commanded', ['a command was sent to connections', '已向连接发送命令'], {
    command: meaning(z.enum(connectionCommands), 'the command', '命令'),
    connections: count('connections that got it', '收到命令的连接数'),
  }),
];
