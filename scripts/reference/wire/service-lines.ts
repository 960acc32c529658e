import { z } from 'zod';
import { memberRoles } from '../../../src/model/service/member.ts';
import { runStates } from '../../../src/model/service/service-run.ts';
import { count, flag, line, meaning, text, texts } from './schemas.ts';

const orNull = (en: string, zh: string): z.ZodType<string | null> => meaning(z.string().nullable(), en, zh);
const file = text('the file', '文件');
const tables = count('tables in it', '其中的表数');
const rows = count('rows in it', '其中的行数');
const key = text('id of the master key', '主密钥的 ID');

/** Lines of the commands of the service. */
export const serviceLines: readonly z.ZodObject[] = [
  line('serving', ['the service is ready', '服务已就绪'], {
    url: orNull('its address on this machine; null without the role `api`', '本机上的地址；没有 `api` 职责时为 null'),
    publicUrl: orNull('where people reach it', '用户访问的地址'),
    member: text('id of this process', '此进程的 ID'),
    roles: meaning(z.array(z.enum(memberRoles)), 'what it does', '职责'),
    store: text('where its store is', '存储的位置'),
    tookMs: count('milliseconds until it was ready', '就绪所用的毫秒数'),
    setup: orNull('the link that makes the first account, if there is none yet', '尚无账号时，创建首个账号的链接'),
    version: text('of the program', '程序版本'),
  }),
  line('password_link', ['a link of `admin reset` or `admin add`', '`admin reset` 或 `admin add` 的链接'], {
    url: text('the link; it works once', '链接，只能使用一次'),
    login: orNull('whose password it sets; null for the first account', '设置谁的密码；首个账号时为 null'),
    expiresAt: text('until when', '有效期'),
  }),
  line('account_created', ['`admin create` or `admin add` is done', '`admin create` 或 `admin add` 已完成'], {
    id: text('of the account', '账号的 ID'),
    login: text('what it signs in with', '登录名'),
  }),
  line('master_key', ['a master key, of `keys list`', '`keys list` 列出的主密钥'], {
    key,
    fingerprint: text('tells it from another key of that name', '指纹，用于区分同名的主密钥'),
    isCurrent: flag('what is new is wrapped with it', '新的密钥用它加密'),
    secrets: count('secrets that it wraps', '用它加密的密钥数'),
    lackedBy: texts('processes at work that have not said that they hold it', '尚未表明持有它的工作进程'),
  }),
  line('key_added', ['`keys add` has added a master key', '`keys add` 已添加主密钥'], {
    key,
  }),
  line('keys_rotated', ['`keys rotate` is done', '`keys rotate` 已完成'], {
    key,
    isNew: flag('the key was added now', '该主密钥为此次添加'),
    secrets: count('secrets that were wrapped anew', '重新加密的密钥数'),
    unused: texts('keys that nothing is wrapped with', '不再使用的主密钥'),
  }),
  line('key_retired', ['`keys retire` is done', '`keys retire` 已完成'], {
    key,
    isRemoved: flag(
      'it was removed from the file of keys; else it may be removed from where the keys are',
      '已从主密钥文件中删除；否则可从主密钥所在处删除',
    ),
  }),
  line('secret_unreadable', ['a secret that `keys verify` cannot open', '`keys verify` 无法打开的密钥'], {
    ownerKind: text('kind of the thing that it belongs to', '所属内容的种类'),
    ownerId: text('id of the thing', '所属内容的 ID'),
    name: text('which secret', '名称'),
    version: count('version of it', '版本'),
    key,
  }),
  line('keys_verified', ['the last line of `keys verify`', '`keys verify` 的最后一行'], {
    secrets: count('secrets', '密钥数'),
    unreadable: count('those that do not open', '无法打开的数目'),
  }),
  line('backed_up', ['`backup` is done', '`backup` 已完成'], { file, tables, rows }),
  line('service_demo', ['the service of `demo --service` is there', '`demo --service` 的服务已就绪'], {
    url: text('its address', '地址'),
    login: text('login of its account', '账号的登录名'),
    password: text('its password', '密码'),
    token: text('its API token', '其 API 令牌'),
    runs: meaning(
      z.array(z.strictObject({ id: z.string(), state: z.enum(runStates) })),
      'runs that have ended',
      '已结束的运行',
    ),
    chat_url: meaning(
      z.string().exactOptional(),
      'with `--bot`: the page of the chats',
      '使用 `--bot` 时：聊天页面的地址',
    ),
  }),
  line('restored', ['`restore` is done', '`restore` 已完成'], { file, tables, rows }),
  line('adopted', ['`adopt` is done', '`adopt` 已完成'], {
    file,
    read: count('events in the file', '文件中的事件数'),
    added: count('those that the service did not have', '其中服务原先没有的事件数'),
    deliveries: count('deliveries that came with them', '随之复制的投递数'),
    consumers: count('consumers that were added or widened', '新增或扩大范围的消费者数'),
    tickets: count('tickets that were newer', '较新的 ticket 数'),
    installations: count('installations that were newer', '较新的安装记录数'),
  }),
];
