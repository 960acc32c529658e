/** What is wrong with the service: its own Postgres, requests to its API. */
export const serviceCodes = {
  'serve.secret.missing': {
    cause: { en: 'A secret that is needed has not been set.', zh: '缺少所需的密钥。' },
    cure: {
      en: 'Set it at the integration or destination that the message names.',
      zh: '请在提示所说的集成或目标中设置。',
    },
  },
  'serve.files.outside': {
    cause: {
      en: 'A destination would write files outside of the folder that the operator of the service has named.',
      zh: '目标会把文件写到服务运维者指定的文件夹之外。',
    },
    cure: {
      en: 'Give a path below that folder, relative to it and without `..`; the operator names the folder with --files-root.',
      zh: '请填写该文件夹内的相对路径，不含 `..`；该文件夹由运维者以 --files-root 指定。',
    },
  },
  'serve.host.refused': {
    cause: {
      en: 'The service does not connect to this host: it has no address, or one that is not allowed.',
      zh: '服务不连接此主机：它没有地址，或其地址不被允许。',
    },
    cure: {
      en: 'Check the name of the host. Hosts in private networks must be allowed by the operator with --allow-private-hosts; link-local addresses are never allowed.',
      zh: '请检查主机名。内网主机须由运维者以 --allow-private-hosts 允许；链路本地地址始终不允许。',
    },
  },
  'run.process.died': {
    cause: { en: 'The process in which a run works has ended by itself.', zh: '运行所在的进程自行结束。' },
    cure: {
      en: 'The run is tried again from its last commit. If it needs more memory, raise --run-memory or read fewer streams at once.',
      zh: '运行会从上次提交处重试。若内存不足，请调高 --run-memory，或减少同时读取的数据流。',
    },
  },
  'run.lost': {
    cause: {
      en: 'The worker of a run was not heard of any more, several times in a row.',
      zh: '运行的工作进程多次失联。',
    },
    cure: {
      en: 'Look at the memory and the log of the machines that run workers, then run again.',
      zh: '请检查工作进程所在机器的内存与日志，然后再次运行。',
    },
  },
  'run.time.limit': {
    cause: { en: 'An attempt of the run took longer than it may.', zh: '一次尝试超过了时间限制。' },
    cure: {
      en: 'The run goes on from its last commit, and fails at the fifth time. Read fewer streams in one pipeline, or raise --run-hours.',
      zh: '运行会从上次提交处继续，第五次时失败。请减少单个管道的数据流，或调高 --run-hours。',
    },
  },
  'api.input.invalid': {
    cause: {
      en: 'A field of the request is missing, unknown or has a value that is not allowed.',
      zh: '请求中的某个字段缺失、未知或取值不允许。',
    },
    cure: {
      en: 'Correct the fields that `details` names; the API reference lists them.',
      zh: '改正 `details` 指出的字段；各字段见 API 参考。',
    },
  },
  'api.not.found': {
    cause: { en: 'There is nothing with this id or at this path.', zh: '没有对应此 ID 或路径的内容。' },
    cure: { en: 'List the things of this kind and use an id from there.', zh: '先列出同类内容，再使用其中的 ID。' },
  },
  'api.sign.in.needed': {
    cause: { en: 'The request comes from nobody who is signed in.', zh: '请求未登录。' },
    cure: {
      en: 'Sign in, or send an API token as `Authorization: Bearer …`.',
      zh: '请登录，或以 `Authorization: Bearer …` 发送 API 令牌。',
    },
  },
  'api.role.denied': {
    cause: { en: 'The role of the account or token does not allow this.', zh: '账号或令牌的角色不允许此操作。' },
    cure: { en: 'Ask an administrator for a higher role.', zh: '请管理员授予更高的角色。' },
  },
  'api.identity.refused': {
    cause: {
      en: 'The provider of identities does not vouch for the person, or the rules of the service do not let them in.',
      zh: '身份提供方未证明此人身份，或服务的规则不允许其登录。',
    },
    cure: {
      en: 'Begin again from the sign-in page. If it stays so, an administrator looks at the settings of sign-in: tenants, groups, default role.',
      zh: '请从登录页重新开始。若仍然如此，请管理员检查登录设置：企业、用户组、默认角色。',
    },
  },
  'api.identity.unreachable': {
    cause: {
      en: 'The provider of identities does not answer, or not in the way that its kind must.',
      zh: '身份提供方无应答，或应答不符合规范。',
    },
    cure: {
      en: 'Try again in a while; an administrator compares the address and the client in the settings of sign-in with the provider.',
      zh: '请稍后重试；管理员可将登录设置中的地址和客户端与提供方核对。',
    },
  },
  'api.origin.denied': {
    cause: {
      en: 'A browser sent the request from another site, or without the headers that prove its own.',
      zh: '浏览器从其他站点发出了请求，或缺少证明来源的请求头。',
    },
    cure: {
      en: 'Open the service at its own address; behind a proxy, name that address with --public-url.',
      zh: '请通过服务自己的地址访问；若前面有代理，请用 --public-url 指定该地址。',
    },
  },
  'api.version.needed': {
    cause: {
      en: 'The request changes a thing without saying which version of it.',
      zh: '请求修改内容时未说明基于哪个版本。',
    },
    cure: { en: 'Send the ETag of what you read as If-Match.', zh: '请把读取时得到的 ETag 作为 If-Match 发送。' },
  },
  'api.version.changed': {
    cause: { en: 'Somebody else has changed the thing since it was read.', zh: '读取之后，其他人已修改了该内容。' },
    cure: { en: 'Read it again and repeat the change.', zh: '重新读取后再修改。' },
  },
  'api.key.needed': {
    cause: { en: 'A request that creates something has no Idempotency-Key.', zh: '创建请求缺少 Idempotency-Key。' },
    cure: {
      en: 'Send a new random key with each creation, and the same key when you repeat it.',
      zh: '每次创建时发送新的随机键，重试时使用同一个键。',
    },
  },
  'api.key.reused': {
    cause: {
      en: 'The Idempotency-Key was used for another request, or that request is still under way.',
      zh: '该 Idempotency-Key 已用于另一请求，或原请求仍在处理中。',
    },
    cure: { en: 'Wait for the first request, or send a new key.', zh: '等待原请求完成，或使用新的键。' },
  },
  'api.answer.lost': {
    cause: {
      en: 'A request with this Idempotency-Key was done, but the process that did it ended before it answered.',
      zh: '使用该 Idempotency-Key 的请求已完成，但处理它的进程在答复前终止。',
    },
    cure: {
      en: 'Read the thing that `details.id` names instead of creating it again; a secret that is shown once has to be made anew.',
      zh: '请读取 `details.id` 所指的内容，不要再次创建；仅显示一次的密钥需要重新生成。',
    },
  },
  'api.name.taken': {
    cause: { en: 'Another thing of this kind has the name.', zh: '已有同类内容使用此名称。' },
    cure: { en: 'Choose another name.', zh: '请换一个名称。' },
  },
  'api.in.use': {
    cause: { en: 'Other things refer to what is to be deleted.', zh: '要删除的内容仍被其他内容引用。' },
    cure: {
      en: 'Delete or change those first; `details` names them.',
      zh: '请先删除或修改引用它的内容；`details` 列出了它们。',
    },
  },
  'api.state.wrong': {
    cause: { en: 'The thing is in a state in which this cannot be done.', zh: '该内容当前的状态不允许此操作。' },
    cure: { en: 'Read its state, and do first what the message names.', zh: '查看其状态，并先完成提示中所说的操作。' },
  },
  'api.check.failed': {
    cause: {
      en: 'A check has failed without which it would not do what it says: a scope, an event, a group or the handler is missing.',
      zh: '有检查未通过，缺少权限、事件、聊天或处理程序，无法按设置工作。',
    },
    cure: {
      en: 'Do what the failed lines of the report name, and publish again.',
      zh: '按报告中未通过的各项处理后重新发布。',
    },
  },
  'api.too.many': {
    cause: { en: 'Too many attempts or requests in a short time.', zh: '短时间内尝试或请求过多。' },
    cure: { en: 'Wait for the time that Retry-After gives.', zh: '请等待 Retry-After 指出的时间。' },
  },
  'api.too.large': {
    cause: { en: 'The body of the request is larger than what is accepted.', zh: '请求正文超过允许的大小。' },
    cure: { en: 'Send less at once.', zh: '请减少单次发送的内容。' },
  },
  'api.sign.in.due': {
    cause: {
      en: 'The token belongs to an account that signs in with a provider of identities, and its owner has not done so for long: the service does not know whether they still may.',
      zh: '令牌所属的账号通过身份提供方登录，而其所有者已很久没有登录：服务无法得知其是否仍有权限。',
    },
    cure: {
      en: 'The owner of the token signs in again with a browser; the token then works as before. For programs that nobody looks after, use a token of an account with a password.',
      zh: '请令牌的所有者用浏览器重新登录，之后令牌照常可用。无人照看的程序请使用密码登录账号的令牌。',
    },
  },
  'api.sign.in.wrong': {
    cause: { en: 'Login and password do not belong together.', zh: '登录名与密码不匹配。' },
    cure: {
      en: 'Type both again; an administrator can make a new link for setting a password.',
      zh: '请重新输入；管理员可以为你生成新的设置密码链接。',
    },
  },
  'api.credentials.two': {
    cause: {
      en: 'The request carries both the cookie of a sign-in and an API token.',
      zh: '请求同时带有登录 Cookie 和 API 令牌。',
    },
    cure: { en: 'Send one of the two.', zh: '请只发送其中之一。' },
  },
  'api.link.invalid': {
    cause: {
      en: 'The link for setting a password was used already, is older than an hour, or was never made.',
      zh: '设置密码的链接已被使用、超过一小时，或并不存在。',
    },
    cure: {
      en: 'Ask an administrator for a new link; on the machine of the service, `larkstream admin reset` makes one.',
      zh: '请管理员生成新链接；也可在服务所在机器上运行 `larkstream admin reset`。',
    },
  },
  'api.method.wrong': {
    cause: { en: 'This path does not take the method of the request.', zh: '此路径不支持请求所用的方法。' },
    cure: { en: 'Use one of the methods in the Allow header.', zh: '请使用 Allow 响应头中列出的方法。' },
  },
  'notify.mail.failed': {
    cause: { en: 'The mail server did not take a message of an alert.', zh: '邮件服务器未接收告警邮件。' },
    cure: {
      en: 'Check host, port, `security`, user and password of the channel; the service tries again for a day.',
      zh: '检查渠道的主机、端口、`security`、用户名和密码；服务会在一天内重试。',
    },
  },
  'notify.url.failed': {
    cause: {
      en: 'The URL of an alert channel did not answer a message with a status from 200 to 299.',
      zh: '告警渠道的 URL 未以 200 至 299 的状态码应答。',
    },
    cure: {
      en: 'See to it that it answers within 15 seconds, without a redirection; the service tries again for a day.',
      zh: '确保它在 15 秒内应答且不重定向；服务会在一天内重试。',
    },
  },
  'notify.url.gone': {
    cause: {
      en: 'The URL of an alert channel answered with HTTP 410: it wants no more messages.',
      zh: '告警渠道的 URL 以 HTTP 410 应答：它不再接收消息。',
    },
    cure: { en: 'Change the URL of the channel, or delete the channel.', zh: '修改渠道的 URL，或删除该渠道。' },
  },
  'api.type.wrong': {
    cause: { en: 'The body of the request is not sent as JSON.', zh: '请求正文不是以 JSON 形式发送的。' },
    cure: {
      en: 'Send JSON, with `Content-Type: application/json`.',
      zh: '请发送 JSON，并设置 `Content-Type: application/json`。',
    },
  },
  'api.command.stopped': {
    cause: {
      en: 'A command that asks a service was asked to stop; the service goes on.',
      zh: '向服务发出请求的命令被要求停止；服务会继续工作。',
    },
    cure: {
      en: '`larkstream runs` and `larkstream pipelines` show what the service does.',
      zh: '`larkstream runs` 和 `larkstream pipelines` 会显示服务的工作。',
    },
  },
} as const;
