import type { Language } from '../../../model/message.ts';
import { agentWords } from './agent-words.ts';
import { type Intent, intents } from './read-intent.ts';
import { cellsInWords, timeInWords } from './record-cells.ts';
import {
  type AskTables,
  countWaiting,
  newestRecords,
  waitingByKind,
  waitingByPerson,
  waitingFor,
} from './table-questions.ts';

/** What is asked, by whom, in which language. */
export interface AgentQuestion {
  readonly intent: Intent;
  readonly language: Language;
  readonly openId: string;
}

/** The answer in markdown, as it is found. */
export async function* answerQuestion(ask: AskTables, question: AgentQuestion): AsyncGenerator<string, void, void> {
  const words = agentWords[question.language];
  switch (question.intent) {
    case 'waiting': {
      const { approvals, people, days } = await countWaiting(ask);
      if (approvals === 0) return yield words.nothingWaits;
      yield `${words.waiting(approvals, people, days)}\n\n`;
      return yield tableOf(words.byKind, await waitingByKind(ask));
    }
    case 'desk':
      return yield `${words.desk}\n\n${tableOf(words.byPerson, await waitingByPerson(ask))}`;
    case 'mine': {
      const rows = await waitingFor(ask, question.openId);
      if (rows.length === 0) return yield words.nothingMine;
      yield `${words.mine(rows.length)}\n\n`;
      return yield tableOf(words.mineColumns, rows);
    }
    case 'records':
      // Nothing is said before the tables are there.
      return yield `${words.records}\n\n${tableOf(words.recordColumns, await recordsInWords(ask, question.language))}`;
    case 'help':
      yield words.help;
  }
}

/** The demo runs on the machine of the person who asks: its zone is theirs. */
async function recordsInWords(ask: AskTables, language: Language): Promise<(readonly string[])[]> {
  return (await newestRecords(ask)).map(({ table, zone, recordId, changedAt, cells }) => [
    table,
    cellsInWords(cells, language, zone) || recordId,
    timeInWords(changedAt, undefined, true),
  ]);
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What may be asked next, as buttons below the answer: anything else. */
export function nextButtons({ intent, language }: AgentQuestion): readonly {
  readonly id: string;
  readonly text: string;
  readonly value: { readonly language: Language };
  readonly style: 'primary' | 'default';
  readonly forEverybody: boolean;
}[] {
  return intents
    .filter((other) => other !== intent)
    .slice(0, 3)
    .map((other, at) => ({
      id: other,
      text: agentWords[language].ask[other],
      value: { language },
      style: at === 0 ? 'primary' : 'default',
      forEverybody: true,
    }));
}
