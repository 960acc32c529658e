import { eventRules } from '../../src/feeds/event-hints.ts';
import type { Language } from '../../src/model/message.ts';
import { linkToOther } from './languages.ts';

interface PageTexts {
  readonly title: string;
  readonly about: readonly string[];
  readonly head: string;
  readonly comma: string;
  readonly noScope: string;
  readonly notes: readonly string[];
}

const texts: Readonly<Record<Language, PageTexts>> = {
  en: {
    title: '# Events that live replication acts on',
    about: [
      'Add those of the modules that you replicate in the developer console (*Events & Callbacks > Event Configuration > Add Events*),',
      'grant one of the scopes of each, and publish a version. [Keep the tables live](../how-to/keep-it-live.md) has the steps.',
    ],
    head: '| event | what is read again | one of these scopes |',
    comma: ', ',
    noScope: 'none is documented',
    notes: [
      'The two events that end in `status_changed_v4` come only if a person has subscribed to their own approvals with another program.',
      '',
      'Some events need a subscription, which Larkstream makes itself: approval events for each definition (`approval:definition` or',
      '`approval:approval`), Base events for each Base (`docs:event:subscribe`, `drive:drive`, `docs:doc` or `sheets:spreadsheet`; the app must',
      'own or manage it, and with a tenant token both identities need `bitable:app` or `drive:drive`).',
      '',
      'Store apps also get `app_ticket` (pushed by itself), `app_open` and `app_uninstalled`. Larkstream receives every other event too and stores it',
      'as `kept` until it expires; `larkstream listen --json` prints them all.',
    ],
  },
  zh: {
    title: '# 实时同步所响应的事件',
    about: [
      '在开发者后台（“事件与回调 > 事件配置 > 添加事件”）添加所同步模块的事件，为每个事件开通其中一项权限，然后发布版本。',
      '具体步骤见[实时同步](../how-to/keep-it-live.zh-CN.md)。',
    ],
    head: '| 事件 | 重新读取的内容 | 所需权限（任意一项） |',
    comma: '、',
    noScope: '文档未列出',
    notes: [
      '以 `status_changed_v4` 结尾的两个事件，只有当某人用其他程序订阅了自己的审批时才会推送。',
      '',
      '另有一类事件需要单独订阅，由 Larkstream 自动完成：审批事件按审批定义订阅（`approval:definition` 或 `approval:approval`），',
      '多维表格事件按多维表格订阅（`docs:event:subscribe`、`drive:drive`、`docs:doc` 或 `sheets:spreadsheet`；应用必须是其所有者或管理者，',
      '使用 tenant token 时，应用身份和用户身份都要开通 `bitable:app` 或 `drive:drive`）。',
      '',
      '此外，商店应用还有 `app_ticket`（自动推送）、`app_open` 和 `app_uninstalled`。其他事件也会接收，以 `kept` 状态保存到过期为止；',
      '`larkstream listen --json` 会输出全部事件。',
    ],
  },
};

/** `docs/reference/events.md`: what live replication acts on. */
export function renderEventsPage(language: Language): string {
  const { title, about, head, comma, noScope, notes } = texts[language];
  const rows = [...eventRules].map(([event, { reads, scopes }]) => {
    const wanted = scopes.length === 0 ? noScope : scopes.map((scope) => `\`${scope}\``).join(comma);
    return `| \`${event}\` | ${reads[language]} | ${wanted} |`;
  });
  const table = [head, '| --- | --- | --- |', ...rows];
  return [title, '', linkToOther('events', language), '', ...about, '', ...table, '', ...notes, ''].join('\n');
}
