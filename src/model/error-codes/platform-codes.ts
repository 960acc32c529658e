/** What the platform refuses, and what reading from it meets. */
export const platformCodes = {
  'lark.credentials.rejected': {
    cause: { en: 'The platform does not accept the app id and secret.', zh: '平台不接受该 App ID 和 App Secret。' },
    cure: {
      en: 'Copy App ID and App Secret again from the developer console (Credentials & Basic Info) and check `region`.',
      zh: '从开发者后台（凭证与基础信息）重新复制 App ID 和 App Secret，并检查 `region`。',
    },
  },
  'lark.region.mismatch': {
    cause: {
      en: 'The app is not known in this region; Feishu apps and Lark apps are separate.',
      zh: '该区域没有这个应用；飞书应用与 Lark 应用互不相通。',
    },
    cure: {
      en: 'Set `region: lark` for an app of open.larksuite.com, `region: feishu` for one of open.feishu.cn.',
      zh: '飞书应用设置 `region: feishu`，Lark 应用设置 `region: lark`。',
    },
  },
  'lark.token.rejected': {
    cause: { en: 'The platform rejected a fresh access token twice.', zh: '平台两次拒绝了新获取的访问令牌。' },
    cure: {
      en: 'Check in the developer console that the app is enabled in this tenant and that the endpoint takes app tokens.',
      zh: '在开发者后台确认应用已在该企业启用，且接口支持应用身份的令牌。',
    },
  },
  'lark.app.disabled': {
    cause: { en: 'The app is disabled or not installed in the tenant.', zh: '应用已停用，或未在该企业安装。' },
    cure: {
      en: 'Ask the tenant administrator to enable the app, and publish a version.',
      zh: '请企业管理员启用应用，并发布版本。',
    },
  },
  'lark.scope.missing': {
    cause: {
      en: 'The app has not been granted any of the scopes that the call needs.',
      zh: '应用未开通该接口所需的任何一项权限。',
    },
    cure: {
      en: 'Grant one of the named scopes in the developer console (Permissions & Scopes), then publish a new version.',
      zh: '在开发者后台（权限管理）开通所列权限之一，然后发布新版本。',
    },
  },
  'lark.range.denied': {
    cause: { en: 'The data lies outside the range that the app may read.', zh: '数据不在应用可读取的范围内。' },
    cure: {
      en: 'Widen the data range of the app in the developer console or the admin console.',
      zh: '在开发者后台或管理后台扩大应用的数据范围。',
    },
  },
  'lark.document.forbidden': {
    cause: { en: 'The app has no access to this document.', zh: '应用没有该文档的访问权限。' },
    cure: {
      en: 'Open the Base, choose "… > Add document app", and add the app with the right to manage it.',
      zh: '打开多维表格，选择“… > 添加文档应用”，把应用加为可管理。',
    },
  },
  'lark.document.missing': {
    cause: { en: 'There is no such document or table, or it was deleted.', zh: '文档或数据表不存在，或已被删除。' },
    cure: { en: 'Check the token or the link in the configuration.', zh: '检查配置中的 token 或链接。' },
  },
  'lark.ip.denied': {
    cause: {
      en: "The address of this machine is not on the app's IP allowlist.",
      zh: '本机地址不在应用的 IP 白名单中。',
    },
    cure: {
      en: 'Add the address in the developer console (Security > IP allowlist), or clear the list.',
      zh: '在开发者后台（安全设置 > IP 白名单）加入本机地址，或清空白名单。',
    },
  },
  'lark.quota.exhausted': {
    cause: { en: 'The tenant has used up its monthly number of API calls.', zh: '企业本月的 API 调用次数已用完。' },
    cure: {
      en: 'Wait until the first of next month, or ask the administrator for a larger plan.',
      zh: '等到下月一日，或请管理员升级套餐。',
    },
  },
  'lark.rate.limited': {
    cause: {
      en: 'The platform throttled calls for longer than the retry budget.',
      zh: '平台限频的时间超出了重试的上限。',
    },
    cure: {
      en: 'Run again later, or lower `rate_limit_scale` when other tools use the same app.',
      zh: '稍后再运行；若其他工具也使用该应用，请调低 `rate_limit_scale`。',
    },
  },
  'lark.server.failed': {
    cause: { en: 'The platform failed to answer after several attempts.', zh: '平台多次尝试后仍未正常应答。' },
    cure: {
      en: "Run again later; give the log id to the platform's support if it persists.",
      zh: '稍后再运行；若持续出现，请把日志 ID 提供给平台客服。',
    },
  },
  'lark.network.failed': {
    cause: { en: 'The platform could not be reached.', zh: '无法连接平台。' },
    cure: { en: 'Check the network, the proxy and `base_url`.', zh: '检查网络、代理和 `base_url`。' },
  },
  'lark.answer.unreadable': {
    cause: { en: 'The answer is not the JSON that the platform documents.', zh: '应答不是平台文档所述的 JSON。' },
    cure: {
      en: 'Check that `base_url` points at the Open Platform and not at a proxy or login page.',
      zh: '确认 `base_url` 指向开放平台，而不是代理或登录页。',
    },
  },
  'lark.answer.oversized': {
    cause: {
      en: 'An answer is larger than any that the platform documents: the host is wrong or hostile.',
      zh: '应答比平台文档中的任何应答都大：主机有误或为恶意主机。',
    },
    cure: {
      en: 'Check that `base_url` and the proxy lead to the Open Platform. The answer was dropped and is not requested again.',
      zh: '确认 `base_url` 和代理通向开放平台。该应答已丢弃，不会重复请求。',
    },
  },
  'lark.endpoint.missing': {
    cause: { en: 'This deployment does not know the endpoint.', zh: '该部署没有这个接口。' },
    cure: {
      en: 'Check `base_url`. An older private deployment may lack the feature; then remove the module from the configuration.',
      zh: '检查 `base_url`；较旧的私有部署可能没有该功能，请关闭该模块。',
    },
  },
  'lark.page.invalid': {
    cause: { en: 'A page token was rejected or repeated.', zh: '分页标记被拒绝或重复出现。' },
    cure: { en: 'Run again; the list starts over.', zh: '再次运行，列表会从头开始。' },
  },
  'lark.parameter.rejected': {
    cause: { en: 'The platform rejected a parameter.', zh: '平台拒绝了某个参数。' },
    cure: {
      en: 'Check the ids in the configuration; if they are right, report this as a bug with the log id.',
      zh: '检查配置中的 ID；若无误，请附日志 ID 报告问题。',
    },
  },
  'lark.entity.missing': {
    cause: { en: 'The platform does not know this id.', zh: '该 ID 在平台上不存在。' },
    cure: { en: 'Check the id in the configuration.', zh: '检查配置中的 ID。' },
  },
  'lark.call.failed': {
    cause: {
      en: 'The platform refused the call with a code that Larkstream does not know.',
      zh: '平台拒绝了调用，返回了 Larkstream 未知的错误码。',
    },
    cure: {
      en: "Look the code up in the platform's documentation; the log id helps its support.",
      zh: '在平台文档中查找该错误码；日志 ID 有助于平台客服定位。',
    },
  },
  'source.record.hidden': {
    cause: {
      en: 'Records are listed, but the app may not read them by their ids.',
      zh: '记录已列出，但应用无权按 ID 读取。',
    },
    cure: {
      en: 'Run again: the next run reads the whole table. If this comes again, let the app manage the document ("… > Add document app").',
      zh: '请再次运行：下次运行会完整读取该数据表。如果再次出现，请把应用设为可管理该文档（“… > 添加文档应用”）。',
    },
  },
  'source.scan.suspicious': {
    cause: {
      en: 'Implausibly many records have disappeared upstream, so nothing was marked deleted.',
      zh: '平台上消失的数据多得不可信，因此没有标记任何删除。',
    },
    cure: {
      en: "Check the app's permissions. If the rows are really gone, run again with --accept-deletes.",
      zh: '检查应用权限；若数据确实已删除，请加 --accept-deletes 再运行。',
    },
  },
  'source.scan.unstable': {
    cause: { en: 'The structure of a table kept changing during the read.', zh: '读取期间数据表的结构一直在变化。' },
    cure: { en: "Run again when no one edits the table's fields.", zh: '请在无人编辑数据表字段时再次运行。' },
  },
  'network.certificate.untrusted': {
    cause: {
      en: 'This machine does not trust the certificate of an encrypted connection; often a proxy has replaced the certificate.',
      zh: '加密连接的证书不受本机信任；常见原因是代理替换了证书。',
    },
    cure: {
      en: 'Behind a proxy that inspects TLS, save the certificate of its authority as a PEM file and set NODE_EXTRA_CA_CERTS to its path before Larkstream starts. Otherwise check the clock and `base_url`.',
      zh: '若代理会解密 TLS，请把其 CA 证书存为 PEM 文件，并在启动 Larkstream 之前把 NODE_EXTRA_CA_CERTS 设为其路径；否则检查时钟和 `base_url`。',
    },
  },
  'network.proxy.invalid': {
    cause: {
      en: 'The environment variable that names the proxy has no usable address.',
      zh: '指定代理的环境变量不是可用的地址。',
    },
    cure: {
      en: 'Write it as http://host:port or http://user:password@host:port, or exempt the host in NO_PROXY.',
      zh: '写作 http://主机:端口 或 http://用户:密码@主机:端口，或把该主机加入 NO_PROXY。',
    },
  },
  'network.proxy.refused': {
    cause: {
      en: 'The proxy refused the connection.',
      zh: '代理拒绝了连接。',
    },
    cure: {
      en: 'For HTTP 407, put user and password into the named variable. Otherwise allow the host at the proxy, or exempt it in NO_PROXY.',
      zh: '若为 HTTP 407，请在所指变量中写入用户名和密码；否则请在代理上放行该主机，或把它加入 NO_PROXY。',
    },
  },
} as const;
