/** What destinations, the store of events and a run itself meet. */
export const runCodes = {
  'destination.open.failed': {
    cause: { en: 'The destination cannot be opened.', zh: '无法打开目标。' },
    cure: {
      en: "Check the path or address in `destination`, and this user's permissions there.",
      zh: '检查 `destination` 中的路径或地址，以及当前用户在那里的权限。',
    },
  },
  'destination.locked': {
    cause: {
      en: 'Another process has the database file open, or writes the same module of the same app into the same schema.',
      zh: '另一个进程正占用数据库文件，或正把同一应用的同一模块写入同一 schema。',
    },
    cure: {
      en: 'Close the other program (or wait for the other sync), then run again. `sync --live` or a live pipeline holds its file, or its modules in a schema, until it is stopped: give each live one a file or a schema of its own.',
      zh: '关闭占用它的程序（或等待另一次同步结束），然后再运行。`sync --live` 或实时管道在停止前一直占用其文件（或 schema 中的相应模块）：请为其单独准备文件或 schema。',
    },
  },
  'destination.connection.lost': {
    cause: { en: 'The connection to the destination broke during use.', zh: '使用期间与目标的连接中断。' },
    cure: {
      en: 'Run again: committed data stays, and the run continues from there.',
      zh: '再次运行：已提交的数据不会丢失，并从那里继续。',
    },
  },
  'destination.full': {
    cause: { en: 'The destination has no space left.', zh: '目标没有剩余空间。' },
    cure: {
      en: 'Free space on the disk, then run again; everything committed so far is kept.',
      zh: '释放磁盘空间后再运行；已提交的数据不会丢失。',
    },
  },
  'destination.write.failed': {
    cause: { en: 'The destination refused a write.', zh: '目标拒绝写入。' },
    cure: {
      en: "Read the database's message, solve the problem, then run again. Everything committed so far is kept.",
      zh: '阅读数据库给出的信息，解决后再运行；已提交的数据不会丢失。',
    },
  },
  'destination.table.incompatible': {
    cause: {
      en: 'A table or a view of that name exists and was not made by Larkstream, or the key columns of the table differ.',
      zh: '已有同名的表或视图，但不是 Larkstream 创建的，或表的主键列不同。',
    },
    cure: { en: 'Choose another `schema`, or rename the table or view.', zh: '换一个 `schema`，或重命名该表或视图。' },
  },
  'destination.table.altered': {
    cause: {
      en: 'Columns, rows or the whole table of a stream were removed since the last run.',
      zh: '上次运行之后，数据流的字段、数据行或整个表被删除了。',
    },
    cure: {
      en: 'Run `larkstream sync --full --streams STREAM`, or `larkstream reset STREAM` and sync.',
      zh: '运行 `larkstream sync --full --streams STREAM`，或先运行 `larkstream reset STREAM` 再同步。',
    },
  },
  'store.open.failed': {
    cause: { en: 'The event store cannot be opened.', zh: '无法打开事件存储。' },
    cure: {
      en: 'Check `events.store`: the path and its permissions, or the address of the Postgres and its user.',
      zh: '检查 `events.store`：文件路径及其权限，或 Postgres 的地址和用户。',
    },
  },
  'store.version.newer': {
    cause: {
      en: 'A newer version of Larkstream has changed the tables of the store.',
      zh: '更新版本的 Larkstream 已更改存储的表结构。',
    },
    cure: {
      en: 'Install that version or a newer one, or name another store in `events.store`.',
      zh: '安装该版本或更新的版本，或在 `events.store` 中填写其他存储。',
    },
  },
  'store.version.other': {
    cause: {
      en: 'The tables of the store have gone through other steps than those that lead to this version: it was made by a version that was not released, or was changed by hand.',
      zh: '存储的表结构经历的升级步骤与当前版本不同：它由未发布的版本创建，或被手动更改过。',
    },
    cure: {
      en: 'Use the version that made the store, or name another store. Nothing was changed in it.',
      zh: '请使用创建该存储的版本，或指定其他存储。未对其作任何更改。',
    },
  },
  'store.busy': {
    cause: {
      en: 'Others were at work on the same part of the store, and did not end in time.',
      zh: '其他操作正占用存储的同一部分，未及时结束。',
    },
    cure: {
      en: 'Try it again after a few seconds. If it stays so, look for a process of the service that hangs, and at the load of the Postgres.',
      zh: '请几秒后重试。如果持续如此，请检查是否有服务进程停滞，以及 Postgres 的负载。',
    },
  },
  'store.read.failed': {
    cause: { en: 'The store refused a read, or does not answer.', zh: '存储拒绝了读取，或没有响应。' },
    cure: {
      en: 'Try it again. If it stays so, check that the database of the store runs and can be reached.',
      zh: '请重试。如果持续如此，请检查存储所用的数据库是否在运行、能否连接。',
    },
  },
  'store.write.failed': {
    cause: { en: 'The store refused a write.', zh: '存储拒绝了写入。' },
    cure: {
      en: 'Check for a full disk or a broken connection. The platform sends unacknowledged events again.',
      zh: '检查磁盘是否已满、连接是否中断。未确认的事件平台会再次推送。',
    },
  },
  'store.read.slow': {
    cause: {
      en: 'What was asked for reads so much of the store that it was given up.',
      zh: '该请求需要读取的存储内容过多，已放弃。',
    },
    cure: {
      en: 'Ask for less: a shorter time, or more filters. If short lists are slow, too, look at the load of the Postgres.',
      zh: '请缩小范围：缩短时间段，或增加筛选条件。如果小范围的列表也很慢，请检查 Postgres 的负载。',
    },
  },
  'store.value.refused': {
    cause: {
      en: 'The event store cannot keep an event because of its content; a retry would not help.',
      zh: '该事件的内容导致事件存储无法保存它，重试无效。',
    },
    cure: {
      en: 'The event is acknowledged and is now a dead letter: `larkstream events --state dead` shows it.',
      zh: '该事件已确认并列入死信：用 `larkstream events --state dead` 查看。',
    },
  },
  'store.engine.missing': {
    cause: {
      en: 'This build of Node has no SQLite (`node:sqlite`), which the event store needs.',
      zh: '当前的 Node 不含 SQLite（`node:sqlite`），事件存储需要它。',
    },
    cure: {
      en: 'Install Node from nodejs.org (22.19 or newer), or name a Postgres in `events.store`.',
      zh: '从 nodejs.org 安装 Node（22.19 或更新），或在 `events.store` 中填写 Postgres 地址。',
    },
  },
  'events.event.unknown': {
    cause: { en: 'The event store has no event with this id.', zh: '事件存储中没有这个 ID 的事件。' },
    cure: {
      en: 'Run `larkstream events` to see the ids; done events are deleted after `events.retention_days`.',
      zh: '运行 `larkstream events` 查看事件 ID；已完成的事件在 `events.retention_days` 天后会被删除。',
    },
  },
  'events.delivery.missing': {
    cause: {
      en: 'The consumer never received the event that the command replays.',
      zh: '命令要重新处理的事件从未投递给该消费者。',
    },
    cure: {
      en: 'Run `larkstream events` to see the consumers of each event, then name one with `--consumer`.',
      zh: '运行 `larkstream events` 查看各事件的消费者，用 `--consumer` 指定其中之一。',
    },
  },
  'events.consumer.unknown': {
    cause: {
      en: 'No consumer of this name is registered for the events of the app.',
      zh: '没有以此名称为该应用的事件注册的消费者。',
    },
    cure: {
      en: 'Name one of the consumers that the message lists; `larkstream status` shows them too.',
      zh: '请使用消息中列出的消费者之一；`larkstream status` 也会列出它们。',
    },
  },
  'events.receiver.missing': {
    cause: {
      en: 'No process receives events for the app, so there is no connection to control.',
      zh: '没有进程在为该应用接收事件，因此没有可控制的连接。',
    },
    cure: {
      en: 'Start `larkstream sync --live` or `larkstream listen`.',
      zh: '请先启动 `larkstream sync --live` 或 `larkstream listen`。',
    },
  },
  'events.connection.refused': {
    cause: { en: 'The platform refuses the long connection.', zh: '平台拒绝建立长连接。' },
    cure: {
      en: 'Check app id and secret, that the app is published, and that its subscription mode is the long connection.',
      zh: '检查 App ID 与 App Secret、应用是否已发布、订阅方式是否为“使用长连接接收事件”。',
    },
  },
  'events.connection.lost': {
    cause: { en: 'The long connection was lost or sent nothing for too long.', zh: '长连接中断或长时间没有消息。' },
    cure: {
      en: 'Larkstream reconnects by itself. If the connection keeps breaking, check the network and its proxies.',
      zh: '连接会自动重建；若经常中断，请检查网络及中间的代理。',
    },
  },
  'events.listen.failed': {
    cause: { en: 'Larkstream cannot listen on the address.', zh: '用于接收事件的地址无法使用。' },
    cure: {
      en: 'Choose another `events.webhook.port` or `host`, or end the program that uses it.',
      zh: '更换 `events.webhook.port` 或 `host`，或结束占用该端口的程序。',
    },
  },
  'events.ticket.missing': {
    cause: {
      en: 'The store app has no valid app_ticket yet; the platform pushes one every hour.',
      zh: '商店应用还没有有效的 app_ticket；平台每小时推送一次。',
    },
    cure: {
      en: 'Keep `larkstream listen` running where the platform can reach it, and check the request URL in the developer console.',
      zh: '让平台能访问到的 `larkstream listen` 保持运行，并在开发者后台检查请求地址。',
    },
  },
  'events.subscription.failed': {
    cause: {
      en: 'Subscribing to an approval definition or a Base failed, so the platform does not push its changes.',
      zh: '审批定义或多维表格无法订阅，因此其变更不会推送。',
    },
    cure: {
      en: 'Let the app manage the Base, or check the approval code; until then the regular snapshot brings the missed changes.',
      zh: '请把应用设为该多维表格的管理者，或检查审批定义编码；在此之前，遗漏的变更由定期的全量读取补上。',
    },
  },
  'query.rejected': {
    cause: { en: 'The database rejected the query.', zh: '数据库拒绝了该查询。' },
    cure: {
      en: 'Correct the SQL; `larkstream discover` lists the streams, `larkstream preview STREAM` shows the columns of one.',
      zh: '请修正 SQL；`larkstream discover` 列出数据流，`larkstream preview STREAM` 显示其字段。',
    },
  },
  'query.reads.only': {
    cause: { en: 'The query would change data.', zh: '查询语句会修改数据。' },
    cure: {
      en: 'Use SELECT. To change data, use a client of the database; note that the next sync may overwrite the change.',
      zh: '请用 SELECT 查询。如需修改，请使用数据库的客户端；注意下次同步可能会覆盖修改。',
    },
  },
  'query.statements.several': {
    cause: { en: 'The query holds more than one SQL statement.', zh: '查询中含有多条 SQL 语句。' },
    cure: {
      en: 'Run `larkstream query` once for each statement, or combine them with UNION ALL or WITH.',
      zh: '请对每条语句分别运行 `larkstream query`，或用 UNION ALL、WITH 合并成一条。',
    },
  },
  'query.nothing.yet': {
    cause: { en: 'The destination holds no replicated data yet.', zh: '目标中还没有同步过的数据。' },
    cure: { en: 'Run `larkstream sync` first.', zh: '请先运行 `larkstream sync`。' },
  },
  'state.version.newer': {
    cause: {
      en: 'A newer version of Larkstream has written the state.',
      zh: '状态由更新版本的 Larkstream 写入。',
    },
    cure: {
      en: "Use the newer version again. To continue with this one, run `larkstream reset '*'`: the next sync then reads everything from the beginning.",
      zh: "请重新使用该更新版本。如要继续使用当前版本，请运行 `larkstream reset '*'`：之后会从头读取全部数据。",
    },
  },
  'run.stopped': {
    cause: { en: 'The run was asked to stop.', zh: '运行被要求停止。' },
    cure: { en: 'Run again; it continues from the last commit.', zh: '再次运行，即从上次提交处继续。' },
  },
  'run.fenced': {
    cause: {
      en: 'A later attempt writes to the destination; this one is not to write any more.',
      zh: '已有更晚的尝试在写入目标，本次尝试不得再写入。',
    },
    cure: {
      en: 'Nothing: the later attempt reads what this one did not commit.',
      zh: '无需处理：本次未提交的内容由更晚的尝试读取。',
    },
  },
  'record.unreadable': {
    cause: { en: 'One record is unreadable.', zh: '有一条记录无法解析。' },
    cure: {
      en: 'The record was skipped and counted; report it with the log id.',
      zh: '该记录已跳过并计数；请附日志 ID 报告。',
    },
  },
  'internal.unexpected': {
    cause: { en: 'An internal error occurred that should be impossible.', zh: '发生了不应出现的内部错误。' },
    cure: { en: 'Report it with the message and the version.', zh: '请附上错误信息和版本号报告问题。' },
  },
} as const;
