import { expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { createStyle } from '../style.ts';
import { en } from '../texts/en.ts';
import type { Texts } from '../texts/texts.ts';
import { zh } from '../texts/zh.ts';
import { formatEventStatus } from './format-event-status.ts';

/** What the screen shows of an inbox with expired events. */
function shown(texts: Texts, expired: Readonly<Record<string, number>>): string {
  const style = createStyle(false);
  const terminal = {
    environment: {},
    isInteractive: false,
    isOutputTty: false,
    isErrorTty: false,
    columns: () => 80,
    out: () => {},
    error: () => {},
  };
  const consumers = Object.entries(expired).map(([consumer, count]) => {
    const none = { pending: 0, done: 0, dead: 0, oldestPendingAt: null, lagMs: null };
    return { ...none, consumer, expired: count };
  });
  const inbox = { pending: 0, dead: 0, types: [], consumers, lastReceivedAt: null };
  const status = { store: 'events.db', connections: [], inbox, recentErrors: [], installations: [] };
  const context = createContext({ terminal, texts, style, errorStyle: style, verbose: false });
  return formatEventStatus(status, context).join('\n');
}

test('events that expired are shown for each consumer with what to do', () => {
  const lines = shown(en, { replication: 1_200, 'trigger/echo': 1, idle: 0 });
  expect(lines).toContain('! 1,200 events expired before replication processed them. Run `larkstream sync --live`');
  expect(lines).toContain('! 1 event expired before trigger/echo processed them. Run the program of this consumer');
  expect(lines).not.toContain('before idle');
  const chinese = shown(zh, { replication: 1_200 });
  expect(chinese).toMatch(/! 1,200 条事件在 replication 处理之前已过期。.*`larkstream sync --live`/);
});
