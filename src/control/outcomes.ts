import { ConfigError } from '../model/errors.ts';
import { listOf, type Message } from '../model/message.ts';

/** What a thing is called in Chinese. */
const kinds = {
  account: '账号',
  alert: '告警',
  'alert channel': '告警渠道',
  destination: '目标',
  event: '事件',
  handler: '处理程序',
  installation: '安装',
  integration: '集成',
  listener: '监听',
  person: '人员',
  pipeline: '管道',
  reply: '回复消息',
  run: '运行',
  session: '会话',
  'sign-in': '登录',
  'sign-in provider': '登录方式',
  token: '令牌',
  trigger: '触发器',
  turn: '轮次',
  version: '版本',
  worker: '工作进程',
} as const;

/** The thing that was asked for. @throws ConfigError `api.not.found` */
export function found<T>(thing: T | undefined, kind: keyof typeof kinds, id: string): T {
  if (thing !== undefined) return thing;
  throw new ConfigError({
    code: 'api.not.found',
    message: { en: `There is no ${kind} “${id}”`, zh: `没有${kinds[kind]}“${id}”` },
    details: { kind, id },
  });
}

/** The thing if it still has the version that the caller has seen. @throws ConfigError `api.version.changed` */
export function atVersion<T extends { readonly id: string; readonly version: number }>(thing: T, version: number): T {
  if (thing.version === version) return thing;
  throw versionChanged(thing.id);
}

/** What `update` of a table gives, when nobody else was first. @throws ConfigError `api.version.changed` */
export function updated<T>(thing: T | undefined, id: string): T {
  if (thing === undefined) throw versionChanged(id);
  return thing;
}

/** That something was deleted, when nobody else was first. @throws ConfigError `api.version.changed` */
export function deleted(isDeleted: boolean, id: string): void {
  if (!isDeleted) throw versionChanged(id);
}

function versionChanged(id: string): ConfigError {
  return new ConfigError({
    code: 'api.version.changed',
    message: { en: `“${id}” has changed since it was read`, zh: `“${id}”在读取之后已被修改` },
    details: { id },
  });
}

/** That nothing else refers to a thing that is to be deleted: `how` says what those do that do, `kind` what `details` calls them. @throws ConfigError `api.in.use` */
export function assertNoUsers(
  users: readonly { readonly id: string; readonly name: string }[],
  kind: string,
  how: Message,
): void {
  if (users.length === 0) return;
  const names = users.map(({ name }) => name);
  throw new ConfigError({
    code: 'api.in.use',
    message: { en: `${how.en}: ${listOf(names, 'en')}`, zh: `${how.zh}：${listOf(names, 'zh')}` },
    details: { [kind]: users.map(({ id, name }) => ({ id, name })) },
  });
}

/** The thing is in a state in which this cannot be done: `message` says which, and what comes first. */
export function wrongState(message: Message, cure?: Message): ConfigError {
  return new ConfigError({ code: 'api.state.wrong', message, ...(cure === undefined ? {} : { cure }) });
}
