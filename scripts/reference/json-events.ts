import type { Message } from '../../src/model/message.ts';

/** `event` of every JSON line, with its other keys. */
export const jsonEvents: Readonly<Record<string, Message>> = {
  start: {
    en: '`streams`: name, module and write mode of each stream of the run',
    zh: '`streams`：本次运行的每个数据流的名称、模块和写入方式',
  },
  progress: {
    en: 'once a second: `elapsedMs`, `commits`, `modules` (`module`, `rows`, `fraction` 0–1 if known, `rowsPerSecond`, `calls`, `waiting` `quota` or `retry`, `isIncomplete`, `remainingMs` if known), `streams` (`stream`, `rows`, `estimate` if known)',
    zh: '每秒一次：`elapsedMs`、`commits`、`modules`（`module`、`rows`、`fraction` 已知时为 0–1、`rowsPerSecond`、`calls`、`waiting` 为 `quota` 或 `retry`、`isIncomplete`、`remainingMs` 已知时才有）、`streams`（`stream`、`rows`、`estimate` 已知时才有）',
  },
  warning: {
    en: '`message`, `streams`, `zh` (`message`)',
    zh: '`message`、`streams`、`zh`（`message`）',
  },
  retry: {
    en: 'something is tried again for some seconds now: `endpoint`, `attempt`, `delayMs` until then, `until` (ms since the epoch, when it is given up at the latest), `message` (what, why, how often, until when), `zh` (`message`)',
    zh: '某项操作已重试数秒：`endpoint`、`attempt`、`delayMs` 距下次尝试的时间、`until`（毫秒时间戳，最迟到此时放弃）、`message`（什么、为什么、多少次、到何时为止）、`zh`（`message`）',
  },
  incomplete: {
    en: '`streams` that miss something, `error` (`family`, `code`, `message`, `cure`, `details`, `zh` with `message` and `cure` in Chinese)',
    zh: '`streams` 缺少部分数据的数据流，`error`（`family`、`code`、`message`、`cure`、`details`、`zh` 中为中文的 `message` 和 `cure`）',
  },
  run: {
    en: 'a run report: `version` 2, `runId`, `sourceId`, `startedAt`, `finishedAt`, `outcome` (`done`, `incomplete`, `failed`, `stopped`), `streams` (`stream`, `module`, `mode`, `outcome` (`complete`: all of it was read and is there, `partial`, `not_read`), `rowsRead`, `rowsInserted`, `rowsUpdated`, `rowsUnchanged`, `rowsDeleted`, `seconds`, `errors`), `commits`, `warnings` (in Chinese: `zh.warnings`), `error` if the run failed, `isLive` if it followed events, `calls` (module → endpoint → `calls`, `retries`, `throttled`, `waitMs`, `bytes`). The last line of `sync`; one line per run of `status`',
    zh: '运行报告：`version` 为 2、`runId`、`sourceId`、`startedAt`、`finishedAt`、`outcome`（`done`、`incomplete`、`failed`、`stopped`）、`streams`（`stream`、`module`、`mode`、`outcome`（`complete`：全部读取并已写入，`partial`，`not_read`）、`rowsRead`、`rowsInserted`、`rowsUpdated`、`rowsUnchanged`、`rowsDeleted`、`seconds`、`errors`）、`commits`、`warnings`（中文在 `zh.warnings`）、`error` 运行失败时才有、`isLive` 表示跟随事件、`calls`（模块 → 接口 → `calls`、`retries`、`throttled`、`waitMs`、`bytes`）。`sync` 的最后一行；`status` 每次运行一行',
  },
  error: {
    en: 'what ended the command: `family`, `code`, `message`, `cure`, `details`, `zh` (`message`, `cure`)',
    zh: '使命令终止的错误：`family`、`code`、`message`、`cure`、`details`、`zh`（`message`、`cure`）',
  },
  check: {
    en: '`module`, `subject`, `outcome` (`ok`, `warning`, `failed`, `skipped`), `message`, `zh` (`message`), `error` if there is one',
    zh: '`module`、`subject`、`outcome`（`ok`、`warning`、`failed`、`skipped`）、`message`、`zh`（`message`），有错误时还有 `error`',
  },
  advice: {
    en: 'something in the configuration that will be regretted: `message`',
    zh: '配置中以后会带来麻烦的内容：`message`',
  },
  finding: {
    en: 'one line of `doctor`: `area` (`program`, `configuration`, `network`), `subject`, `outcome` (`ok`, `warning`, `failed`), `message`, `zh` (`message`); then come the lines of `check`',
    zh: '`doctor` 的一行：`area`（`program`、`configuration`、`network`）、`subject`、`outcome`（`ok`、`warning`、`failed`）、`message`、`zh`（`message`）；其后是 `check` 的各行',
  },
  checked: {
    en: '`failed`: how many checks failed. The last line of `check`',
    zh: '`failed`：失败的检查项数。`check` 的最后一行',
  },
  stream: {
    en: '`name`, `title` (in Chinese: `zh.title`), `description`, `module`, `columns`, `primaryKey`, `parentKey` and `cursor` if there are any, `isWanted`, `mode`',
    zh: '`name`、`title`（中文在 `zh.title`）、`description`、`module`、`columns`、`primaryKey`，有则还有 `parentKey` 和 `cursor`，`isWanted`、`mode`',
  },
  freshness: {
    en: '`stream`, `module`, `asOf` (when the last run began that read all of the stream and committed it, or null), `outcome` (`complete`, `partial`, `not_read`) in the last run that had it: one per stream of `status`',
    zh: '`stream`、`module`、`asOf`（最近一次完整读取并提交该数据流的运行的开始时间，没有则为 null）、最近一次包含它的运行的 `outcome`（`complete`、`partial`、`not_read`）：`status` 的每个数据流一行',
  },
  next: {
    en: 'when the next run of `sync --every` begins: `at`',
    zh: '`sync --every` 的下一次运行何时开始：`at`',
  },
  hook: {
    en: 'the command of `--on-failure` failed: `code`, or null when a signal ended it',
    zh: '`--on-failure` 的命令失败：`code`，被信号终止时为 null',
  },
  planned: {
    en: 'one endpoint of `sync --dry-run`: `module`, `endpoint`, `calls`, `seconds`, `isEstimate`',
    zh: '`sync --dry-run` 的一个接口：`module`、`endpoint`、`calls`、`seconds`、`isEstimate`',
  },
  plan: {
    en: 'all of `sync --dry-run`: `calls`, `seconds`, `isEstimate`',
    zh: '`sync --dry-run` 的合计：`calls`、`seconds`、`isEstimate`',
  },
  query: {
    en: 'the end of an answer of `query` or `preview`: `rows`, `hasMore`. Before it comes one line for each row: `event` is `row`, and `row` holds the columns',
    zh: '`query` 或 `preview` 的结果到此结束：`rows`、`hasMore`。此前每行数据输出一行：`event` 为 `row`，各字段在 `row` 中',
  },
  begun: {
    en: 'a run that has told nothing of its end, in `status`: `runId`, `sourceId`, `startedAt`, `pid`, `isUnderWay` (false: it was killed or crashed)',
    zh: '`status` 中尚未报告结束的运行：`runId`、`sourceId`、`startedAt`、`pid`、`isUnderWay`（false：被终止或已崩溃）',
  },
  reset: {
    en: '`streams` that were dropped',
    zh: '已删除的 `streams`',
  },
  init: {
    en: '`file` that was written',
    zh: '已写入的 `file`',
  },
  sandbox: {
    en: '`url`, `region`, `appId`, `appSecret`, `tenantName`, `people`, `approvalCodes`, `appTokens`, `records`, `startDate`, `rateLimitScale`, `limits`, `config` if a file was written',
    zh: '`url`、`region`、`appId`、`appSecret`、`tenantName`、`people`、`approvalCodes`、`appTokens`、`records`、`startDate`、`rateLimitScale`、`limits`，写了配置文件时还有 `config`',
  },
  ready: {
    en: 'events are received from now on: `mode`, `webhook` (the request URL as this machine sees it) and `status` (address of the status pages), or null; `appId` in `listen`',
    zh: '从现在起接收事件：`mode`、`webhook`（从本机看到的请求地址）和 `status`（状态页地址），没有则为 null；`listen` 中还有 `appId`',
  },
  connection: {
    en: 'the connection is in another state: `appId`, `mode`, `state` (`connecting`, `connected`, `reconnecting`, `stopped`, `failed`), `since`, `lastConnectedAt`, `lastEventAt`, `lastPongAt`, `lastError`, `lastErrorAt`, `refusals` (how many requests were refused, by reason), `reconnects`, `nextRetryAt`, `bot`; times in milliseconds',
    zh: '连接状态改变：`appId`、`mode`、`state`（`connecting`、`connected`、`reconnecting`、`stopped`、`failed`）、`since`、`lastConnectedAt`、`lastEventAt`、`lastPongAt`、`lastError`、`lastErrorAt`、`refusals`（按原因统计的被拒绝请求数）、`reconnects`、`nextRetryAt`、`bot`；时间均为毫秒',
  },
  refused: {
    en: 'requests to the webhook were not believed: `appId`, `reason`, `count` since it was told last, at most once a minute for each reason',
    zh: '未被采信的 webhook 请求：`appId`、`reason`、`count` 自上次报告以来的次数；每种原因每分钟最多报告一次',
  },
  skipped: {
    en: '`count`: so many events of `listen` were stored and not printed, because the output was read too slowly',
    zh: '`count`：`listen` 因输出读取太慢而已保存但未输出的事件数',
  },
  dead_letter: {
    en: 'an event that cannot be read or kept: `id`, `type`, `appId`, `tenantKey`, `error`, `zh` (`error`)',
    zh: '无法读取或保存的事件：`id`、`type`、`appId`、`tenantKey`、`error`、`zh`（`error`）',
  },
  subscriptions: {
    en: '`done`: how many approval definitions and Bases are subscribed, `failed`: which are not',
    zh: '`done`：已订阅的审批定义和多维表格数，`failed`：未能订阅的',
  },
  batch: {
    en: '`events` that were acted on together, `rows` by stream, `deletes`, `lagMs` from receiving the oldest to the commit',
    zh: '一起处理的 `events`，按数据流统计的 `rows`，`deletes`，`lagMs` 从收到最早的事件到提交的时间',
  },
  trouble: {
    en: 'something went wrong and is gone on with: `family`, `code`, `message`, `cure`, `details`',
    zh: '出了问题，但会继续运行：`family`、`code`、`message`、`cure`、`details`',
  },
  tenant: {
    en: '`tenantKey`, `change` (`installed`, `uninstalled`), of an app of the store',
    zh: '`tenantKey`、`change`（`installed`、`uninstalled`），适用于商店应用',
  },
  received: {
    en: 'an event of `listen`: `id`, `type`, `appId`, `tenantKey`, `createdAt`, `receivedAt`, `via`, `orderKey`, `dedupKey`, `body`',
    zh: '`listen` 收到的一个事件：`id`、`type`、`appId`、`tenantKey`、`createdAt`、`receivedAt`、`via`、`orderKey`、`dedupKey`、`body`',
  },
  events: {
    en: 'how receiving stands, in `status`: `store`, `connections`, `inbox` (`pending`, `dead`, `types`, `oldestPendingAt`, `lastReceivedAt`, `lagMs`), `recentErrors`, `installations`; the same as `/status`',
    zh: '`status` 中的事件接收状况：`store`、`connections`、`inbox`（`pending`、`dead`、`types`、`oldestPendingAt`、`lastReceivedAt`、`lagMs`）、`recentErrors`、`installations`；与 `/status` 相同',
  },
  inbox: {
    en: 'an event of `events`: as `received`, with `seq`, `state`, `attempts`, `nextAt`, `finishedAt`, `lastError`',
    zh: '`events` 的一个事件：同 `received`，另有 `seq`、`state`、`attempts`、`nextAt`、`finishedAt`、`lastError`',
  },
  replayed: {
    en: '`count`',
    zh: '`count` 数量',
  },
  commanded: {
    en: '`command`, `connections`: how many were asked',
    zh: '`command`、`connections`：通知了多少个连接',
  },
  answer: {
    en: '`question`, `sql`, `columns`, `rows`: one per question of `demo`',
    zh: '`question`、`sql`、`columns`、`rows`：`demo` 的每个问题一行',
  },
};
