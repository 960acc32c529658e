import type { Language } from '../../src/model/message.ts';

interface CliPageTexts {
  readonly title: string;
  readonly output: readonly string[];
  readonly json: readonly string[];
  readonly exitCodes: readonly string[];
}

/** What the page of the command line says besides the help of the commands. */
export const pageTexts: Readonly<Record<Language, CliPageTexts>> = {
  en: {
    title: '# Command line',
    output: [
      '## Output',
      '',
      'Results go to the standard output; progress, logs and errors go to the standard error. On a terminal, progress is redrawn in',
      'place, one line per module; otherwise a line is printed every five seconds. `--quiet` prints only errors, `--verbose` adds',
      'a line for every step and call.',
      '',
      'Colours are off when the output is not a terminal, with `--no-color`, and when `NO_COLOR` is set; `FORCE_COLOR=1` switches them',
      'on. The output is in English or Simplified Chinese; the choice comes from `--lang`, then `LARKSTREAM_LANG`, then `LC_ALL`, `LC_MESSAGES`, `LANG`.',
      '',
      'On the first Ctrl-C (or SIGTERM, or when the terminal closes) the run commits the rows that have arrived and ends; the second one',
      'ends it at once. Either way the next run continues from the last commit. With `nohup`, started from bash, zsh or ksh, a terminal that',
      'closes stops nothing.',
    ],
    json: [
      '## JSON lines',
      '',
      'With `--json` every line of the standard output is one JSON object; `event` says which. Keys are only ever added.',
    ],
    exitCodes: [
      '## Exit codes',
      '',
      '| code | meaning |',
      '| --- | --- |',
      '| 0 | done; also when `sync --live`, `sync --every`, `listen`, `sandbox`, `serve`, `demo --service` or `demo --bot` is stopped |',
      '| 1 | failed: the platform, the network or the destination |',
      '| 2 | usage or configuration: a person must correct something (settings, credentials, permissions) |',
      '| 3 | done, but some streams are incomplete; the report says why and what to do |',
      '| as the run has ended | `runs log --follow` and `pipelines run --follow`: 0 succeeded, 1 failed, 2 failed by its configuration, 3 incomplete, 130 cancelled |',
      '| 130 | a run was stopped by a signal, or because the reader of its output ended (`\\| head -1`) |',
    ],
  },
  zh: {
    title: '# 命令行',
    output: [
      '## 输出',
      '',
      '结果写到标准输出，进度、日志和错误写到标准错误。在终端上，进度原地刷新，每个模块一行；否则每五秒写一行。',
      '`--quiet` 只显示错误，`--verbose` 为每个步骤和调用加一行。',
      '',
      '输出不是终端、使用 `--no-color` 或设置了 `NO_COLOR` 时不使用颜色；`FORCE_COLOR=1` 强制使用颜色。',
      '界面语言为英文或简体中文，依次取自 `--lang`、`LARKSTREAM_LANG`、`LC_ALL`、`LC_MESSAGES`、`LANG`。',
      '',
      '第一次 Ctrl-C（或 SIGTERM，或终端关闭）会在提交已到达的数据后结束，第二次立即退出。无论哪种方式，下次运行都从最后一次提交处继续。',
      '在 bash、zsh 或 ksh 中用 `nohup` 启动时，关闭终端不会停止运行。',
    ],
    json: [
      '## JSON 行',
      '',
      '使用 `--json` 时，标准输出的每一行都是一个 JSON 对象，`event` 说明其种类。以后只会增加键，不会删除。',
    ],
    exitCodes: [
      '## 退出码',
      '',
      '| 退出码 | 含义 |',
      '| --- | --- |',
      '| 0 | 完成；一直运行的 `sync --live`、`sync --every`、`listen`、`sandbox`、`serve`、`demo --service`、`demo --bot` 按要求停止时也为 0 |',
      '| 1 | 失败：平台、网络或目标 |',
      '| 2 | 用法或配置错误：需要人来改正（配置项、凭证、权限） |',
      '| 3 | 完成，但部分数据流不完整；报告说明原因和处理办法 |',
      '| 取决于运行结果 | `runs log --follow` 和 `pipelines run --follow`：0 成功，1 失败，2 因配置失败，3 不完整，130 已取消 |',
      '| 130 | 运行被信号中断，或读取输出的程序已结束（`\\| head -1`） |',
    ],
  },
};
