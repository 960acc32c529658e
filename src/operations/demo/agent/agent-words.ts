import type { Language } from '../../../model/message.ts';
import { plural } from '../../../util/plural.ts';
import type { Intent } from './read-intent.ts';

/** What the agent says, in one language. */
export interface AgentWords {
  readonly looking: string;
  readonly waiting: (approvals: number, people: number, days: string) => string;
  readonly nothingWaits: string;
  readonly byKind: readonly [kind: string, waiting: string];
  readonly desk: string;
  readonly byPerson: readonly [person: string, waiting: string, oldest: string];
  readonly mine: (approvals: number) => string;
  readonly nothingMine: string;
  readonly mineColumns: readonly [kind: string, from: string, since: string];
  readonly records: string;
  readonly recordColumns: readonly [table: string, record: string, changed: string];
  readonly help: string;
  readonly reading: string;
  readonly notYet: string;
  /** What a button says. */
  readonly ask: Readonly<Record<Exclude<Intent, 'help'>, string>>;
}

const en: AgentWords = {
  looking: 'Looking into the tables',
  waiting: (approvals, people, days) =>
    `**${approvals} ${approvals === 1 ? 'approval waits' : 'approvals wait'}** on the desks of ${people === 1 ? 'one person' : plural(people, 'person', 'people')}, the oldest for ${days} days.`,
  nothingWaits: 'No approval waits.',
  byKind: ['Approval', 'Waiting'],
  desk: 'Most approvals wait on these desks:',
  byPerson: ['Person', 'Waiting', 'Oldest, days'],
  mine: (approvals) => `**${approvals} ${approvals === 1 ? 'approval waits' : 'approvals wait'} for you:**`,
  nothingMine: 'No approval waits for you.',
  mineColumns: ['Approval', 'From', 'Since, days'],
  records: 'The records that were changed last:',
  recordColumns: ['Table', 'Record', 'Changed'],
  help: 'I have no model, I look into the tables that Larkstream keeps up to date. Ask me how many approvals wait, on whose desk, what waits for you, or for the newest records. `/echo` says what you say.',
  reading: 'The tables are being read for the first time; the answer comes when they are there',
  notYet: 'The tables are still being read for the first time. Ask again in a minute.',
  ask: { waiting: 'How many wait?', desk: 'Whose desk?', mine: 'What waits for me?', records: 'Newest records?' },
};

const zh: AgentWords = {
  looking: '正在查询数据表',
  waiting: (approvals, people, days) =>
    `**${approvals} 个审批正在等待**，涉及 ${people} 位审批人，最早的已等待 ${days} 天。`,
  nothingWaits: '没有正在等待的审批。',
  byKind: ['审批', '等待数'],
  desk: '等待最多的审批人：',
  byPerson: ['审批人', '等待数', '最早（天）'],
  mine: (approvals) => `**有 ${approvals} 个审批等待你处理：**`,
  nothingMine: '没有等待你处理的审批。',
  mineColumns: ['审批', '发起人', '已等待（天）'],
  records: '最近变更的记录：',
  recordColumns: ['数据表', '记录', '变更时间'],
  help: '我没有使用模型，只查询 Larkstream 同步的数据表。可以问我：有多少审批在等待、卡在谁那里、我有哪些待办，或最新的记录。发送 `/echo` 加文字，我会原样返回。',
  reading: '数据表正在首次同步，完成后即答复',
  notYet: '数据表正在首次同步，请一分钟后再问。',
  ask: { waiting: '有多少在等待？', desk: '卡在谁那里？', mine: '我的待办？', records: '最新的记录？' },
};

/** The words of the agent. */
export const agentWords: Readonly<Record<Language, AgentWords>> = { en, zh };
