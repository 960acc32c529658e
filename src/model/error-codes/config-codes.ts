/** What is wrong with the command line or the configuration. */
export const configCodes = {
  'config.file.missing': {
    cause: { en: 'The file does not exist.', zh: '文件不存在。' },
    cure: {
      en: 'Run `larkstream init` to write one, or name the right file.',
      zh: '运行 `larkstream init` 生成配置文件，或指定正确的文件。',
    },
  },
  'config.file.unreadable': {
    cause: { en: 'The file is unreadable, or is not UTF-8 text.', zh: '文件无法读取，或不是 UTF-8 文本。' },
    cure: {
      en: 'Name a text file that this user may read, saved as UTF-8.',
      zh: '请指定当前用户可读取、以 UTF-8 保存的文本文件。',
    },
  },
  'config.file.unwritable': {
    cause: { en: 'A file or folder cannot be written at the given path.', zh: '无法在指定位置写入文件或文件夹。' },
    cure: {
      en: 'Give a path that exists, that this user may write to, and that is a folder where one is needed.',
      zh: '请指定存在且当前用户可写的位置；需要文件夹时请指定文件夹。',
    },
  },
  'config.file.exists': {
    cause: { en: 'The file to be written already exists.', zh: '要写入的位置已有文件。' },
    cure: { en: 'Name another file, or use --force to overwrite it.', zh: '换一个文件名，或用 --force 覆盖。' },
  },
  'config.file.malformed': {
    cause: { en: 'The configuration file is not valid YAML or JSON.', zh: '配置文件不是有效的 YAML 或 JSON。' },
    cure: {
      en: 'Correct the named line; `larkstream init` writes a commented example to another file.',
      zh: '改正所指的行；`larkstream init` 可另写一份带注释的示例。',
    },
  },
  'config.setting.invalid': {
    cause: {
      en: 'A setting is missing, unknown or has a value that is not allowed.',
      zh: '某个配置项缺失、未知或取值不允许。',
    },
    cure: {
      en: 'Correct the named setting; `larkstream spec --file` prints every setting with its meaning.',
      zh: '改正所指的配置项；`larkstream spec --file` 会列出全部配置项及其含义。',
    },
  },
  'config.variable.missing': {
    cause: {
      en: 'The configuration refers to an environment variable that is not set.',
      zh: '配置引用了未设置的环境变量。',
    },
    cure: { en: 'Set the variable in the environment of this command.', zh: '在运行本命令的环境中设置该变量。' },
  },
  'config.usage.invalid': {
    cause: {
      en: 'The command line contains an unknown command, option, argument or value.',
      zh: '命令行中有不存在的命令、选项、参数或取值。',
    },
    cure: { en: 'Run the command with --help to see its usage.', zh: '加 --help 运行该命令，查看它的用法。' },
  },
  'config.command.invalid': {
    cause: {
      en: 'The connector does not have this command or option.',
      zh: '连接器没有这个命令或选项。',
    },
    cure: {
      en: 'Use spec, check, discover or read, with the files that the command needs.',
      zh: '请使用 spec、check、discover 或 read，并给出它们需要的文件。',
    },
  },
  'config.runtime.old': {
    cause: {
      en: 'The installed Node is too old for Larkstream.',
      zh: '已安装的 Node 低于 Larkstream 所需的版本。',
    },
    cure: {
      en: 'Install a newer Node (nodejs.org), or put an installed newer one first on the PATH.',
      zh: '请安装更新版本的 Node（nodejs.org），或让已安装的新版本排在 PATH 最前面。',
    },
  },
  'config.stream.none': {
    cause: {
      en: 'All included streams are also excluded.',
      zh: '所选的数据流又全部被排除。',
    },
    cure: {
      en: 'Keep at least one stream: change `--streams` and `--exclude`, or `streams.include` and `streams.exclude` in the configuration.',
      zh: '请保留至少一个数据流：修改 `--streams` 和 `--exclude`，或配置中的 `streams.include` 和 `streams.exclude`。',
    },
  },
  'config.stream.unknown': {
    cause: { en: 'The source has no stream of this name.', zh: '所指的数据流在数据源中不存在。' },
    cure: { en: 'Run `larkstream discover` to see the names.', zh: '运行 `larkstream discover` 查看名称。' },
  },
} as const;
