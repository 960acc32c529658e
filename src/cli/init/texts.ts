import { moduleNames, moduleTitle } from '../../config/modules.ts';
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
  readonly approvals: string;
  readonly approvalFound: (code: string, name: string) => string;
  readonly bases: string;
  readonly baseFound: (name: string) => string;
  readonly tables: string;
  readonly tableLinked: (number: number) => string;
  readonly tableMissing: (table: string) => string;
  readonly viewTaken: (view: string) => string;
  readonly namedAlready: string;
  readonly departmentsFound: string;
  readonly departments: string;
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
  readonly setVariable: (name: string) => string;
  readonly fillIn: string;
  readonly check: (file: string) => string;
  readonly sync: (file: string) => string;
}

/** What the dialogue says, by language. */
export const initTexts: Readonly<Record<Language, InitTexts>> = {
  en: {
    intro:
      'What a first sync needs to know. Enter takes what stands in brackets; Ctrl-C leaves, and nothing is written.',
    region: 'Feishu (open.feishu.cn) or Lark (open.larksuite.com)?',
    appId: 'App ID, from the developer console (Credentials & Basic Info):',
    secret: (preset) =>
      `Environment variable that holds the App Secret, or the secret itself (what you type is not shown) [${preset}]:`,
    secretUsed: (name) => `The secret is taken from ${name}.`,
    secretUnset: (name) => `${name} is not set yet, so nothing can be looked up now.`,
    keepSecret: (file) =>
      `Keep the secret in ${file}, which only you may read? It is never put into the configuration. [Y/n]`,
    signedIn: 'The platform accepts the app.',
    tryAgain: 'Enter app and secret again? [Y/n]',
    modules: `Modules (${moduleNames.join(', ')})`,
    approvals:
      'Approval codes, or addresses of the approval editor (they hold definitionCode=…), with blanks between; empty for none:',
    approvalFound: (code, name) => `${code}: ${name}`,
    bases: 'Link of a Base as the browser shows it, or its token; empty when there are no more:',
    baseFound: (name) => `"${name}" has these tables:`,
    tables: 'Which tables? Numbers with blanks between, or all',
    tableLinked: (number) => `The link names table ${number}.`,
    tableMissing: (table) => `The link names table ${table}, which this Base does not have.`,
    viewTaken: (view) =>
      `Only the records of the view ${view} are read, which the link names; without view=… in the link, all are.`,
    namedAlready: 'What was named before is taken once.',
    departmentsFound: 'The app sees these departments, and those below them:',
    departments: 'Whose people? Numbers with blanks between, or all',
    leftOut: (module) => `${module} is left out, as nothing of it was named.`,
    destination: 'Destination (duckdb, postgres, parquet, ndjson, csv)',
    path: 'File or folder; it is made when absent',
    url: 'Address of the database, with the password as a variable',
    startDate: 'First day to read, such as 2026-01-31; empty for 365 days of approvals, 30 days of attendance:',
    again: (flaw, choices) => `${flaw} Please answer with ${choices}.`,
    stopped: 'Stopped; nothing was written.',
    written: (file) => `Wrote ${file}.`,
    envWritten: (file) =>
      `Wrote ${file}, which holds the secret; every command with this configuration finds it there. Keep it out of version control.`,
    envExists: (file) => `${file} exists already and is left as it is: put the secret into it yourself.`,
    setVariable: (name) => `Put the App Secret into the environment variable ${name}.`,
    fillIn: 'Fill in what is marked TODO.',
    check: (file) => `Run \`larkstream check${file}\`.`,
    sync: (file) => `Run \`larkstream sync${file}\`.`,
  },
  zh: {
    intro: '首次同步需要知道的内容。直接回车采用方括号中的值；按 Ctrl-C 退出，不写入任何文件。',
    region: '飞书 feishu（open.feishu.cn）还是 lark（open.larksuite.com）？',
    appId: '开发者后台（凭证与基础信息）的 App ID：',
    secret: (preset) => `保存 App Secret 的环境变量名，或直接输入 App Secret（输入内容不显示） [${preset}]：`,
    secretUsed: (name) => `App Secret 取自 ${name}。`,
    secretUnset: (name) => `尚未设置 ${name}，因此现在无法查询。`,
    keepSecret: (file) => `把 App Secret 保存到仅您可读的 ${file}？它不会写入配置文件。 [Y/n]`,
    signedIn: '平台接受该应用。',
    tryAgain: '重新输入应用和密钥？ [Y/n]',
    modules: `模块（${moduleNames.map((name) => `${name} ${moduleTitle(name, 'zh')}`).join('、')}）`,
    approvals: '审批定义编码，或审批编辑页的网址（含 definitionCode=…），用空格分隔；留空则不读取：',
    approvalFound: (code, name) => `${code}：${name}`,
    bases: '浏览器中的多维表格链接，或其 token；没有更多则留空：',
    baseFound: (name) => `“${name}”包含以下数据表：`,
    tables: '选择哪些数据表？输入序号并用空格分隔，或输入 all',
    tableLinked: (number) => `链接指向第 ${number} 个数据表。`,
    tableMissing: (table) => `链接指向数据表 ${table}，但该多维表格中没有它。`,
    viewTaken: (view) => `只读取链接所指视图 ${view} 中的记录；链接中不含 view=… 时读取全部记录。`,
    namedAlready: '已经指定过的内容只保留一份。',
    departmentsFound: '应用可见以下部门及其下级部门：',
    departments: '读取哪些部门？输入序号并用空格分隔，或输入 all',
    leftOut: (module) => `未指定${module}的内容，已略去该模块。`,
    destination: '目标（duckdb、postgres、parquet、ndjson、csv）',
    path: '文件或文件夹，不存在时会创建',
    url: '数据库地址，密码请写成变量',
    startDate: '从哪一天开始读取，例如 2026-01-31；留空则审批为 365 天、考勤为 30 天：',
    again: (flaw, choices) => `${flaw}请回答 ${choices}。`,
    stopped: '已停止；未写入任何文件。',
    written: (file) => `已写入 ${file}。`,
    envWritten: (file) => `已写入 ${file}，其中含有密钥，使用该配置的命令都会从中读取。请勿提交到版本库。`,
    envExists: (file) => `${file} 已存在，保持不变：请自行写入密钥。`,
    setVariable: (name) => `把 App Secret 放进环境变量 ${name}。`,
    fillIn: '填写标有 TODO 的内容。',
    check: (file) => `运行 \`larkstream check${file}\`。`,
    sync: (file) => `运行 \`larkstream sync${file}\`。`,
  },
};
