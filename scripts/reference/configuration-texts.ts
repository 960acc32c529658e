import type { Language } from '../../src/model/message.ts';

type Type = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'uri' | 'date';

export interface PageTexts {
  readonly title: string;
  readonly about: readonly string[];
  readonly notes: readonly string[];
  readonly head: string;
  readonly values: {
    readonly types: Readonly<Record<Type, string>>;
    readonly oneOf: (choices: string) => string;
    readonly comma: string;
  };
  readonly required: string;
  readonly secret: string;
  readonly kind: (title: string, description: string) => string;
  /** Between sentences. */
  readonly blank: string;
  readonly end: string;
}

export const example: readonly string[] = [
  '```yaml',
  'source:',
  '  region: feishu',
  '  credentials:',
  '    auth_type: custom_app',
  '    app_id: cli_a1b2c3d4e5f6',
  `    app_secret: \${LARK_APP_SECRET}`,
  '  modules:',
  '    approval: { approval_codes: [7C468A54-8745-2245-9675-08B7C63E7A85], start_date: 2026-01-01 }',
  '    base: { tables: [{ url: "https://example.feishu.cn/base/bascnCMII2ORej2RItqpZZUNMIe" }] }',
  '    attendance: { start_date: 2026-01-01 }',
  '    contact: {}',
  'destination:',
  '  type: duckdb',
  '  path: larkstream.duckdb',
  'streams:',
  '  include: ["approval_*", contact_users, base_records]',
  '  mode: { base_records: overwrite }',
  '```',
];

/** What the page of the settings says besides the settings. */
export const pageTexts: Readonly<Record<Language, PageTexts>> = {
  en: {
    title: '# Configuration',
    about: [
      'A configuration file has one source, one destination and, optionally, a choice of streams. `larkstream init` writes a',
      'commented one, in YAML or JSON. Without a file name, commands use `larkstream.yaml`, `larkstream.yml` or `larkstream.json` in the',
      'working directory.',
    ],
    notes: [
      '- **Variables.** `$' +
        '{NAME}` in any text is replaced by the environment variable; a variable that is missing or empty is an error.',
      '  `$${` stands for `${` itself. Keep secrets in the environment: they never appear in messages, logs or state.',
      '  In an address (`postgres://…`, `https://…`) Larkstream percent-encodes the value: write a password as it is.',
      '  Variables that are missing in the environment come from the file of variables beside the configuration: `larkstream.env` for',
      '  `larkstream.yaml`, one `NAME=value` per line, only variables that the configuration refers to. Only you should be able to',
      '  read it; a warning says when others can. The sources for Airbyte do not read it. Commands that do not call the platform',
      '  (`status`, `query`, `preview`, `events`, `replay`, `reset`) do not need the variables of `source.credentials`.',
      '- **White space.** White space and zero-width characters around a text are removed. Quotation marks, white space and full-width',
      '  characters in a credential or an id are errors that name the setting.',
      '- **Problems** are all reported at once, one per line, with the line in the file.',
      '- **Empty values** count as absent; an empty module is switched on with its defaults.',
      "- **Relative paths** start at the configuration file's folder.",
      '- **Write modes.** An exact stream name wins over a pattern, a longer pattern over a shorter one.',
    ],
    head: '| setting | value | default | meaning |',
    values: {
      types: {
        string: 'text',
        integer: 'whole number',
        number: 'number',
        boolean: 'true or false',
        array: 'list',
        object: 'group',
        uri: 'address',
        date: 'date',
      },
      oneOf: (choices) => `one of ${choices}`,
      comma: ', ',
    },
    required: '*required*',
    secret: '**Secret.**',
    kind: (title, description) => `${title}: ${description}`,
    blank: ' ',
    end: '`larkstream spec` prints the JSON Schema (draft-7) of `source`, `larkstream spec --file` that of the whole file.',
  },
  zh: {
    title: '# 配置',
    about: [
      '一个配置文件包含一个数据源、一个目标，以及可选的数据流选择。`larkstream init` 会写出带注释的配置文件。YAML 和 JSON 都可以；',
      '未指定文件时，使用工作目录中的 `larkstream.yaml`、`larkstream.yml` 或 `larkstream.json`。',
    ],
    notes: [
      '- **变量。** 任何文本中的 `$' + '{NAME}` 替换为该环境变量的值；未设置或为空则报错。`$${` 表示 `${` 本身。',
      '  环境中没有的变量，取自配置旁边的变量文件：`larkstream.yaml` 对应 `larkstream.env`，每行一个 `NAME=value`，只读取配置引用的变量；',
      '  该文件应当只有你可以读取，其他用户可读时会有警告。Airbyte 的数据源不读取它。不调用平台的命令（`status`、`query`、`preview`、`events`、',
      '  `replay`、`reset`）不需要 `source.credentials` 中的变量。',
      '  请把密钥放在环境变量中：它们不会出现在消息、日志或同步进度里。在地址（`postgres://…`、`https://…`）中，变量的值会按所在位置自动编码：密码照原样填写即可。',
      '- **空白。** 文本首尾的空白和零宽字符会被去掉。凭证或 ID 中的引号、空白和全角字符会被指名拒绝。',
      '- **问题** 一次全部列出，每个一行，并注明在文件中的行号。',
      '- **空值** 视为未填写；写了空的模块即以默认值启用。',
      '- **相对路径** 从配置文件所在的文件夹算起。',
      '- **写入方式。** 完整的数据流名称优先于通配，较长的通配优先于较短的。',
    ],
    head: '| 配置项 | 值 | 默认 | 含义 |',
    values: {
      types: {
        string: '文本',
        integer: '整数',
        number: '数字',
        boolean: 'true 或 false',
        array: '列表',
        object: '一组',
        uri: '地址',
        date: '日期',
      },
      oneOf: (choices) => `${choices} 之一`,
      comma: '、',
    },
    required: '*必填*',
    secret: '**保密。**',
    kind: (title, description) => `${title}：${description}`,
    blank: '',
    end: '`larkstream spec` 输出 `source` 的 JSON Schema（draft-7），`larkstream spec --file` 输出整个文件的；加上 `--lang zh` 则标题和说明为中文。',
  },
};
