import type { Language, Message } from '../model/message.ts';

/** Named by what they stand at. */
export type RemarkName =
  | 'file'
  | 'region'
  | 'rateLimitScale'
  | 'modules'
  | 'destinationType'
  | 'destinationPath'
  | 'hardDeletes'
  | 'streams'
  | 'events'
  | 'eventsMode'
  | 'eventsStore'
  | 'eventsReconcile';

const remarks: Readonly<Record<RemarkName, Message>> = {
  file: {
    en: 'Larkstream. `larkstream spec --file` prints every setting with its meaning.',
    zh: 'Larkstream 配置。`larkstream spec --file --lang zh` 输出全部配置项及其含义。',
  },
  region: {
    en: 'feishu (open.feishu.cn) or lark (open.larksuite.com)',
    zh: 'feishu（open.feishu.cn）或 lark（open.larksuite.com）',
  },
  rateLimitScale: {
    en: "leaves half of the platform's limits to the app's other tools",
    zh: '把平台限频的一半留给该应用的其他工具',
  },
  modules: { en: 'a module is on when it is present', zh: '填写了某个模块即启用它' },
  destinationType: {
    en: 'duckdb (a file), postgres (an address), parquet, ndjson or csv (a folder)',
    zh: 'duckdb（文件）、postgres（地址）、parquet、ndjson 或 csv（文件夹）',
  },
  destinationPath: { en: 'relative to the folder of this file', zh: '从本文件所在的文件夹算起' },
  hardDeletes: {
    en: 'true: rows deleted upstream are removed instead of marked',
    zh: 'true：平台上已消失的行直接删除，而不是标记',
  },
  streams: { en: 'everything, one row per key, when absent', zh: '不填时同步全部，每个主键一行' },
  events: {
    en: 'for `larkstream sync --live`; the long connection when absent',
    zh: '用于 `larkstream sync --live`；不填时使用长连接',
  },
  eventsMode: { en: 'or webhook, as chosen in the developer console', zh: '或 webhook，与开发者后台的选择一致' },
  eventsStore: { en: 'where events are kept until they are done', zh: '处理完成之前事件保存在这里' },
  eventsReconcile: {
    en: 'the interval between snapshots, for changes without an event',
    zh: '全量读取的间隔（分钟），用于补上没有事件的变更',
  },
};

/** What the remarks in a new configuration file say, by their names. */
export function remarksIn(language: Language): (name: RemarkName) => string {
  return (name) => remarks[name][language];
}
