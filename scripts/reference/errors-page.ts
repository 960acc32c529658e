import { type ErrorCode, errorCodes } from '../../src/model/error-codes.ts';
import type { Language, Message } from '../../src/model/message.ts';
import { linkToOther } from './languages.ts';

type Family = ErrorCode extends `${infer First}.${string}` ? First : never;

const families: Readonly<Record<Family, Message>> = {
  config: { en: 'Configuration', zh: '配置' },
  lark: { en: 'The platform', zh: '平台' },
  network: { en: 'The network', zh: '网络' },
  source: { en: 'Reading', zh: '读取' },
  destination: { en: 'The destination', zh: '目标' },
  store: { en: 'The store of events', zh: '事件存储' },
  events: { en: 'Events', zh: '事件' },
  query: { en: 'Queries', zh: '查询' },
  state: { en: 'The state of streams', zh: '同步进度' },
  run: { en: 'The run', zh: '运行' },
  record: { en: 'Single records', zh: '单条记录' },
  secrets: { en: 'Sealed secrets', zh: '加密保存的密钥' },
  serve: { en: 'The service', zh: '服务' },
  notify: { en: 'Messages of alerts', zh: '告警消息' },
  handler: { en: 'Handlers of triggers', zh: '触发器的处理程序' },
  api: { en: 'The API of the service', zh: '服务的 API' },
  internal: { en: 'Larkstream itself', zh: 'Larkstream 自身' },
};

const texts: Readonly<
  Record<Language, { readonly title: string; readonly about: readonly string[]; readonly head: string }>
> = {
  en: {
    title: '# Errors',
    about: [
      'Every error says what happened, where, and what to do next. Its code is stable: search for it here, and match on it in',
      'scripts (`larkstream sync --json`). The log id, where there is one, is what the support of Lark or Feishu asks for.',
    ],
    head: '| code | what happened | what to do |',
  },
  zh: {
    title: '# 错误',
    about: [
      '每条错误都说明发生了什么、在哪里、下一步做什么。错误代码是稳定的：可以在本页搜索，也可以在脚本中据此判断（`larkstream sync --json`）。',
      '如果带有日志 ID，联系飞书或 Lark 的技术支持时请提供它。',
    ],
    head: '| 代码 | 发生了什么 | 怎么办 |',
  },
};

/** So that others can link to a code. */
const anchor = (code: string): string => `<a id="${code.replaceAll('.', '-')}"></a>`;

/** `docs/reference/errors.md`: every code with its cause and its cure. */
export function renderErrorsPage(language: Language): string {
  const { title, about, head } = texts[language];
  const sections = Object.entries(families).flatMap(([prefix, family]) => [
    `## ${family[language]}`,
    '',
    head,
    '| --- | --- | --- |',
    ...Object.entries(errorCodes)
      .filter(([code]) => code.startsWith(`${prefix}.`))
      .map(([code, { cause, cure }]) => `| \`${code}\` | ${anchor(code)}${cause[language]} | ${cure[language]} |`),
    '',
  ]);
  return [title, '', linkToOther('errors', language), '', ...about, '', ...sections].join('\n');
}
