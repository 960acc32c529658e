import { formatCount } from '../print/numbers.ts';
import type { ServiceDemoTexts, ServiceTexts } from './service-texts.ts';

/** What the commands of the service say in Chinese. */
export const zhService: ServiceTexts = {
  starting: '正在启动服务……',
  making: (folder) => `${folder} 中还没有存储：正在其中创建 Postgres，需要几秒钟。`,
  ready: ({ url, seconds }) => `${url === null ? '已就绪' : `已就绪：${url}`}（用时 ${seconds} 秒）`,
  roles: '职责',
  store: '存储',
  setup: '打开此链接创建首个账号：',
  password: (login) => `打开此链接可设置 ${login} 的密码：`,
  once: '链接只能使用一次，一小时内有效。',
  created: (login) => `${login} 现在是管理员，可用密码登录。`,
  added: ({ login, role }) => `已为 ${login} 创建账号，角色为 \`${role}\`。`,
  askLogin: '管理员的邮箱或登录名：',
  askPassword: '密码（至少 12 个字符）：',
  askAgain: '再次输入密码：',
  unlike: { en: 'The passwords differ; nothing was changed', zh: '两次输入的密码不同；未做任何改动' },
  stop: '按 Ctrl-C 停止服务；进行中的运行会提交已到达的数据。',
  stopping: '正在停止，最多 35 秒：各运行提交已到达的数据。再按一次 Ctrl-C 立即退出。',
  stopped: '已停止。',
  keyColumns: {
    key: '主密钥',
    sealed: '密钥数',
    fingerprint: '指纹',
    lackedBy: '缺少它的进程数',
    current: '当前',
  },
  keyAdded: ({ key, place }) =>
    `已在 ${place} 中添加主密钥 ${key}，尚未用它加密任何密钥。若其他机器也有主密钥文件，请把此文件复制过去；然后运行 \`larkstream keys rotate ${key}\`。`,
  rotated: ({ key, secrets, place }) =>
    `已在 ${place} 中添加主密钥 ${key}，并用它重新加密了 ${formatCount(secrets)} 个密钥。`,
  rewrapped: ({ key, secrets, place }) =>
    `已用 ${place} 中的第一个主密钥 ${key} 重新加密 ${formatCount(secrets)} 个密钥。`,
  mayRetire: (keys) =>
    `主密钥 ${keys} 已不再使用，可用 \`larkstream keys retire\` 停用；此前的备份仍需要它，请另行保留。`,
  retired: (key) => `已从主密钥文件中删除 ${key}。此前的备份仍需要它，请保留一份。`,
  mayRemove: ({ key, place }) => `主密钥 ${key} 已不再使用，可从 ${place} 中删除；此前的备份仍需要它，请另行保留。`,
  verified: (secrets) => `${formatCount(secrets)} 个密钥都可以打开。`,
  unreadable: ({ secret, key }) => `${secret} 无法打开，它由主密钥 ${key} 加密。`,
  backedUp: ({ file, tables, rows }) => `已写入 ${file}：${formatCount(tables)} 张表，${formatCount(rows)} 行。`,
  keysApart: '备份不含主密钥：请另行保管；没有主密钥，其中的密钥无法打开。',
  adopting: ({ read, of }) => `已读取 ${formatCount(read)} / ${formatCount(of)} 个事件。`,
  adopted: ({ read, added }) => `读取了 ${formatCount(read)} 个事件，其中 ${formatCount(added)} 个是服务中没有的。`,
  restored: ({ tables, rows }) => `已恢复 ${formatCount(tables)} 张表，${formatCount(rows)} 行。`,
};

/** What `demo --service` says in Chinese. */
export const zhServiceDemo: ServiceDemoTexts = {
  isThere: '服务已就绪，并有一个账号：',
  chat: '在此页面以模拟企业中任何人的身份与机器人对话：',
  chatHint: '可以问：有多少审批在等待、卡在谁那里、最新的记录。',
  login: '登录名',
  password: '密码',
  reading: '最初的两次运行正在读取模拟企业：',
  ended: ({ pipeline, state, rows }) => `${pipeline}：${state}，${formatCount(rows)} 行`,
  live: '另有一个实时管道从现在起跟随其事件。',
  terminal: '在另一个终端中：',
  api: '其 API 的说明：',
  stop: (folder) =>
    folder === undefined
      ? '按 Ctrl-C 结束两者，并删除其写入的全部内容；--keep 可保留在指定的文件夹中。'
      : `按 Ctrl-C 结束两者；其写入的内容保留在 ${folder}。`,
};
