import type { Message } from '../../src/model/message.ts';

const never: Message = { en: '–', zh: '–' };

/** Of each metric of the service: its help in Chinese, and what an operator alerts on. */
export const metricTexts: Readonly<Record<string, { readonly zh: string; readonly alert: Message }>> = {
  larkstream_info: { zh: '1，标签为应答程序的版本。', alert: never },
  larkstream_store_latency_seconds: {
    zh: '存储回答一个简短问题所用的时间。',
    alert: { en: 'above 1 for five minutes', zh: '连续五分钟大于 1' },
  },
  larkstream_members: {
    zh: '服务的进程数，按角色；正在停止或已沉默 15 秒的不计。',
    alert: { en: '0 for a role, for a minute', zh: '某个角色为 0 持续一分钟' },
  },
  larkstream_members_keys_wrong: { zh: '主密钥无法打开全部密钥的进程数。', alert: { en: 'above 0', zh: '大于 0' } },
  larkstream_worker_slots: { zh: '所有工作进程可同时执行的运行数。', alert: never },
  larkstream_alerts_open: { zh: '尚未恢复的告警数。', alert: { en: 'above 0', zh: '大于 0' } },
  larkstream_alert_messages_undelivered: {
    zh: '尚未送达的告警消息：新的或暂缓的、发送失败的、已放弃的。',
    alert: { en: '`failing` or `given_up` above 0', zh: '`failing` 或 `given_up` 大于 0' },
  },
  larkstream_runs: { zh: '保留的运行数，按状态。', alert: never },
  larkstream_runs_oldest_queued_seconds: {
    zh: '等待最久的运行已等待的时间。',
    alert: { en: 'above what your longest run takes', zh: '大于最长一次运行所需的时间' },
  },
  larkstream_pipelines: {
    zh: '管道数，按状态。',
    alert: { en: '`paused` above what you have paused yourself', zh: '`paused` 多于自己暂停的数量' },
  },
  larkstream_pipeline_age_seconds: {
    zh: '距离启用中的管道上次完整读取结束的时间；首次之前不出现。',
    alert: { en: 'above twice its schedule', zh: '大于其计划间隔的两倍' },
  },
  larkstream_pipeline_lag_seconds: {
    zh: '最早的事件等待启用中的实时管道的时间；没有事件等待时为 0，首次读取期间（最长一小时）也为 0。',
    alert: { en: 'above the freshness that you promise', zh: '大于所承诺的时效' },
  },
  larkstream_triggers: { zh: '触发器数，按状态。', alert: never },
  larkstream_turns: {
    zh: '尚未结束的轮次数，按触发器和状态；gathering：还可并入消息；retrying：处理程序失败，等待重试。',
    alert: { en: '`retrying` rises', zh: '`retrying` 增加' },
  },
  larkstream_turns_oldest_waiting_seconds: {
    zh: '等待最久的轮次已等待的时间，包括等待重试；没有时为 0。',
    alert: { en: 'above what people wait for', zh: '大于用户可接受的等待时间' },
  },
  larkstream_turns_overdue_seconds: {
    zh: '已到期却没有工作进程处理的轮次的时长；没有时为 0。',
    alert: { en: 'above 60', zh: '大于 60' },
  },
  larkstream_turns_later: {
    zh: '答复或其余部分将通过 replyHandle 发来的轮次数。',
    alert: { en: 'above what your handlers promise at once', zh: '大于处理程序同时承诺的数量' },
  },
  larkstream_turns_dead: { zh: '保留的死信轮次数。', alert: { en: 'rises', zh: '增加' } },
  larkstream_sessions_open: { zh: '进行中的会话数。', alert: never },
  larkstream_people: { zh: '机器人已知的用户数。', alert: never },
  larkstream_handler_retrying: {
    zh: '等待该处理程序重试的轮次数。',
    alert: { en: 'above 0 for five minutes', zh: '连续五分钟大于 0' },
  },
  larkstream_handler_circuit_open: {
    zh: '处理程序连续多次失败、暂不调用（熔断已打开）且有轮次等待时为 1。',
    alert: { en: 'is 1', zh: '为 1' },
  },
  larkstream_handler_disabled: {
    zh: '处理程序已停用（由人停用，或因返回 410）时为 1。',
    alert: { en: '1 for one that you have not disabled', zh: '非自己停用的处理程序为 1' },
  },
  larkstream_outbox: {
    zh: '待发送的消息数，按处理情况；流式消息在增长期间一直算作发送中。',
    alert: { en: '`waiting` rises', zh: '`waiting` 增加' },
  },
  larkstream_outbox_oldest_seconds: {
    zh: '最早的待发送消息已存在的时间；没有时为 0。',
    alert: { en: 'above what your longest answer takes', zh: '大于最长一次回答所需的时间' },
  },
  larkstream_outbox_failed: {
    zh: '发送失败且保留的消息数，按平台返回码；none：没有返回码。',
    alert: { en: 'rises', zh: '增加' },
  },
  larkstream_decisions_total: { zh: '触发器对事件的判定数：taken、refused 或 shadow。', alert: never },
  larkstream_turns_total: {
    zh: '触发器的轮次数：已回复（answered）、等待稍后回复（later，回复后也计入 answered）、死信（dead）或等待重试（retrying）。',
    alert: { en: '`dead` rises', zh: '`dead` 增加' },
  },
  larkstream_handler_answers_total: {
    zh: '处理程序应答的请求数（ok），其余按错误码；handler.paused：因连续多次失败而未调用。',
    alert: { en: '`handler.paused` rises: its circuit is open', zh: '`handler.paused` 增加：熔断已打开' },
  },
  larkstream_outbox_sent_total: { zh: '已发送的消息数，按种类。', alert: never },
  larkstream_outbox_unsent_total: {
    zh: '放弃发送的消息数，按平台返回码；none：没有返回码。',
    alert: { en: 'rises', zh: '增加' },
  },
  larkstream_event_decision_seconds: {
    zh: '从收到事件到触发器作出判定的时间。',
    alert: { en: 'its 0.99 quantile above 1', zh: '0.99 分位数大于 1' },
  },
  larkstream_turn_begin_seconds: {
    zh: '从接收轮次的第一条消息到调用处理程序的时间，包含等待更多消息和前一轮次的时间。',
    alert: never,
  },
  larkstream_answer_begin_seconds: {
    zh: '从处理程序回答的第一个字到消息出现在群内的时间。',
    alert: { en: 'its 0.99 quantile above 2', zh: '0.99 分位数大于 2' },
  },
  larkstream_connection_state: {
    zh: '连接所处的状态为 1。',
    alert: { en: '`failed`, or `reconnecting` for five minutes', zh: '`failed`，或 `reconnecting` 持续五分钟' },
  },
  larkstream_connection_reconnects_total: {
    zh: '重新连接的次数。',
    alert: { en: 'rises again and again', zh: '不断增加' },
  },
  larkstream_webhook_refused_total: {
    zh: '不可信的请求数，按原因。',
    alert: { en: 'rises: a wrong key or token, or a stranger', zh: '增加：密钥或令牌有误，或有陌生人' },
  },
  larkstream_last_event_age_seconds: {
    zh: '距离上次收到事件的时间；首个事件之前为 0。',
    alert: { en: 'above the longest silence that you know of', zh: '大于已知的最长安静时间' },
  },
  larkstream_events: {
    zh: '收件箱中的事件数，按类型和状态，每个消费者各计一次；kept：没有消费者需要。done 和 kept 会过期。',
    alert: never,
  },
  larkstream_inbox_pending: { zh: '等待消费者处理的事件数。', alert: never },
  larkstream_inbox_dead: { zh: '消费者的死信数。', alert: { en: 'above 0', zh: '大于 0' } },
  larkstream_inbox_expired_total: {
    zh: '消费者处理之前已过期的事件数。',
    alert: { en: 'rises', zh: '增加' },
  },
  larkstream_inbox_oldest_pending_seconds: {
    zh: '最早的事件已等待消费者的时间。',
    alert: { en: 'above the freshness that you promise', zh: '大于所承诺的时效' },
  },
  larkstream_event_lag_seconds: {
    zh: '从收到事件到消费者处理完成的时间，取最近一千个。',
    alert: { en: '`quantile="0.99"` above the freshness that you promise', zh: '`quantile="0.99"` 大于所承诺的时效' },
  },
};
