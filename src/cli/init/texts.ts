import { datedModules, daysBack, moduleNames, moduleTitle } from '../../config/modules.ts';
import type { Language } from '../../model/message.ts';

/** What `init` asks and says. */
export interface InitTexts {
  readonly intro: string;
  readonly region: string;
  readonly appId: string;
  readonly secret: (preset: string) => string;
  readonly secretUsed: (name: string) => string;
  readonly secretUnset: (name: string) => string;
  readonly keepSecret: (file: string) => string;
  readonly signedIn: string;
  readonly tryAgain: string;
  readonly modules: string;
  readonly leftOut: (module: string) => string;
  readonly destination: string;
  readonly path: string;
  readonly url: string;
  readonly startDate: string;
  readonly again: (flaw: string, choices: string) => string;
  readonly stopped: string;
  readonly written: (file: string) => string;
  readonly envWritten: (file: string) => string;
  readonly envExists: (file: string) => string;
  readonly grant: (scopes: readonly string[]) => string;
  readonly setVariable: (name: string, file: string) => string;
  readonly fillIn: string;
  readonly check: (file: string) => string;
  readonly sync: (file: string) => string;
}

/** What the dialogue says, by language. */
export const initTexts: Readonly<Record<Language, InitTexts>> = {
  en: {
    intro: 'Questions for the first sync. Enter accepts the answer in brackets; Ctrl-C stops, and no file is written.',
    region: 'Feishu (open.feishu.cn) or Lark (open.larksuite.com)?',
    appId: 'App ID, from the developer console (Credentials & Basic Info):',
    secret: (preset) =>
      `Environment variable that holds the App Secret, or the secret itself (what you type is not shown) [${preset}]:`,
    secretUsed: (name) => `The App Secret comes from ${name}.`,
    secretUnset: (name) => `${name} is not set yet, so the platform cannot be asked now.`,
    keepSecret: (file) =>
      `Keep the secret in ${file}, which only you may read? It is never put into the configuration. [Y/n]`,
    signedIn: 'The platform accepts the app.',
    tryAgain: 'Enter app and secret again? [Y/n]',
    modules: `Modules (${moduleNames.join(', ')})`,
    leftOut: (module) => `${module} is left out, because you named nothing to read.`,
    destination: 'Destination (duckdb, postgres, parquet, ndjson, csv)',
    path: 'File or folder; it is created when absent',
    url: 'Address of the database, with the password as a variable',
    startDate: `First day to read, such as 2026-01-31; empty for ${datedModules.map((name) => `${daysBack[name]} days of ${moduleTitle(name, 'en')}`).join(', ')}:`,
    again: (flaw, choices) => `${flaw} Please answer with ${choices}.`,
    stopped: 'Stopped; nothing was written.',
    written: (file) => `Wrote ${file}.`,
    envWritten: (file) =>
      `Wrote ${file}, which holds the secret; every command with this configuration reads it there. Keep it out of version control.`,
    envExists: (file) => `${file} exists already and was not changed: put the secret into it yourself.`,
    grant: (scopes) =>
      `Grant the app these scopes in the developer console and publish a version: ${scopes.join(', ')}. The check names those that only some columns need.`,
    setVariable: (name, file) =>
      `Put the App Secret into the environment variable ${name}, or as a line ${name}=… into ${file}.`,
    fillIn: 'Fill in the places marked TODO.',
    check: (file) => `Run \`larkstream check${file}\`.`,
    sync: (file) => `Run \`larkstream sync${file}\`.`,
  },
  zh: {
    intro: '请回答首次同步所需的几个问题。直接回车采用方括号中的值；按 Ctrl-C 退出，不写入任何文件。',
    region: '飞书 feishu（open.feishu.cn）还是 lark（open.larksuite.com）？',
    appId: '开发者后台（凭证与基础信息）的 App ID：',
    secret: (preset) => `保存 App Secret 的环境变量名，或直接输入 App Secret（输入内容不显示） [${preset}]：`,
    secretUsed: (name) => `App Secret 取自 ${name}。`,
    secretUnset: (name) => `尚未设置 ${name}，因此现在无法向平台查询。`,
    keepSecret: (file) => `把 App Secret 保存到仅你可读的 ${file}？它不会写入配置文件。 [Y/n]`,
    signedIn: '平台接受该应用。',
    tryAgain: '重新输入应用和密钥？ [Y/n]',
    modules: `模块（${moduleNames.map((name) => `${name} ${moduleTitle(name, 'zh')}`).join('、')}）`,
    leftOut: (module) => `未指定要读取的${module}内容，已略去该模块。`,
    destination: '目标（duckdb、postgres、parquet、ndjson、csv）',
    path: '文件或文件夹，不存在时会创建',
    url: '数据库地址，密码请写成变量',
    startDate: `从哪一天开始读取，例如 2026-01-31；留空则${datedModules.map((name) => `${moduleTitle(name, 'zh')}为 ${daysBack[name]} 天`).join('、')}：`,
    again: (flaw, choices) => `${flaw}请回答 ${choices}。`,
    stopped: '已停止；未写入任何文件。',
    written: (file) => `已写入 ${file}。`,
    envWritten: (file) => `已写入 ${file}，其中含有密钥，使用该配置的命令都会从中读取。请勿提交到版本库。`,
    envExists: (file) => `${file} 已存在，保持不变：请自行写入密钥。`,
    grant: (scopes) =>
      `在开发者后台为应用开通以下权限并发布版本：${scopes.join('、')}。检查会指出仅部分字段所需的权限。`,
    setVariable: (name, file) => `把 App Secret 放进环境变量 ${name}，或在 ${file} 中写一行 ${name}=…。`,
    fillIn: '填写标有 TODO 的内容。',
    check: (file) => `运行 \`larkstream check${file}\`。`,
    sync: (file) => `运行 \`larkstream sync${file}\`。`,
  },
};
