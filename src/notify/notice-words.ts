import type { Message } from '../model/message.ts';
import type { AlertKind } from '../model/service/alert.ts';
import type { Notice, NoticedAlert } from '../model/service/notifier.ts';

/** What an alert is called, by kind. */
export const titles: Readonly<Record<AlertKind, Message>> = {
  'run.failed': { en: 'Runs fail', zh: '连续运行失败' },
  'pipeline.paused': { en: 'A pipeline has paused itself', zh: '管道已自动暂停' },
  'freshness.late': { en: 'Data is older than promised', zh: '数据未按承诺更新' },
  'deletes.held': { en: 'Deletes wait to be accepted', zh: '删除等待确认' },
  'events.dead': { en: 'Events were given up', zh: '有事件成为死信' },
  'ticket.old': { en: 'No new app ticket', zh: '未收到新的 app_ticket' },
  'token.refused': { en: 'Credentials are refused', zh: '凭证被拒绝' },
  'connection.deaf': { en: 'No events are received', zh: '收不到事件' },
  'connection.shared': { en: 'Another program takes events', zh: '其他程序分走了事件' },
  'events.unsubscribed': { en: 'Events are not subscribed', zh: '有事件未订阅' },
  'events.missing': { en: 'Changes come without events', zh: '数据变化未推送事件' },
  'handler.failing': { en: 'A handler fails', zh: '处理程序持续失败' },
  'handler.gone': { en: 'A handler wants nothing any more', zh: '处理程序不再接收请求' },
  'handler.absent': { en: 'The program of a handler is absent', zh: '处理程序的程序未连接' },
  'turns.dead': { en: 'Turns were given up', zh: '有轮次成为死信' },
  'outbox.failing': { en: 'Messages are not sent', zh: '消息无法发送' },
  'trigger.deaf': { en: 'A trigger hears nothing', zh: '触发器收不到内容' },
  'trigger.late': { en: 'A trigger is late', zh: '触发器处理延迟' },
  'keys.wrong': { en: 'Master keys are wrong', zh: '主密钥不正确' },
  'disk.full': { en: 'The disk is nearly full', zh: '磁盘即将写满' },
};

/** A card takes 30 KB, and nobody reads more at once. */
const shownInChat = 10;
const maxSentence = 600;

type Language = keyof Message;

/** The line above: what has happened. */
export function headlineOf({ kind, alerts }: Notice, language: Language): string {
  const [first] = alerts;
  if (kind === 'test' || first === undefined) return language === 'en' ? 'Test message' : '测试消息';
  if (alerts.length === 1) return singleHeadline(first, language);
  const recovered = alerts.filter(({ state }) => state === 'recovered').length;
  const open = alerts.length - recovered;
  if (language === 'en') {
    return [open > 0 ? `${open} open` : '', recovered > 0 ? `${recovered} recovered` : '']
      .filter((part) => part !== '')
      .join(', ')
      .replace(/^/, 'Alerts: ');
  }
  return `告警：${[open > 0 ? `${open} 个未恢复` : '', recovered > 0 ? `${recovered} 个已恢复` : ''].filter((part) => part !== '').join('，')}`;
}

function singleHeadline({ kind, state, subject }: NoticedAlert, language: Language): string {
  const title = titles[kind][language];
  const name = subject.name === undefined ? '' : plain(subject.name);
  if (language === 'en') return `${state === 'recovered' ? 'Recovered: ' : ''}${title}${name && `: ${name}`}`;
  return `${state === 'recovered' ? '已恢复：' : ''}${title}${name && `：${name}`}`;
}

/** A paragraph for each alert, those that are open first. */
export function paragraphsOf(
  { kind, alerts }: Notice,
  language: Language,
  most: number = shownInChat,
): readonly string[] {
  if (kind === 'test') {
    return [
      language === 'en'
        ? 'Alerts of Larkstream will be told here. Nothing is wrong.'
        : 'Larkstream 的告警将发送到这里。目前没有问题。',
    ];
  }
  const sorted = [...alerts].sort((one, other) => rank(one) - rank(other) || one.openedAt - other.openedAt);
  const shown = sorted.slice(0, most).map((alert) => paragraphOf(alert, language, alerts.length === 1));
  const more = sorted.length - shown.length;
  if (more === 0) return shown;
  return [...shown, language === 'en' ? `And ${more} more.` : `另有 ${more} 个。`];
}

const rank = ({ state }: NoticedAlert): number => (state === 'open' ? 0 : 1);

function paragraphOf(alert: NoticedAlert, language: Language, isAlone: boolean): string {
  const { message, openedAt, recoveredAt } = alert;
  const sentence = plain(message[language]).slice(0, maxSentence).toWellFormed();
  const since = language === 'en' ? `Since ${timeOf(openedAt)}` : `自 ${timeOf(openedAt)} 起`;
  const until =
    recoveredAt === undefined
      ? ''
      : language === 'en'
        ? `, recovered ${timeOf(recoveredAt)}`
        : `，${timeOf(recoveredAt)} 恢复`;
  const lines = [sentence, `${since}${until}`];
  return (isAlone ? lines : [singleHeadline(alert, language), ...lines]).join('\n');
}

const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Names and what others said, on one line: they may hold anything. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
