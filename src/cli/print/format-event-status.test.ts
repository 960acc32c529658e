import { expect, test } from 'vitest';
import { silentTerminal } from '../../../test/support/silent-terminal.ts';
import type { EventStatus } from '../../operations/inspect-events.ts';
import { createContext } from '../context.ts';
import { createStyle } from '../style.ts';
import { en } from '../texts/en.ts';
import type { Texts } from '../texts/texts.ts';
import { zh } from '../texts/zh.ts';
import { formatEventStatus } from './format-event-status.ts';

const connected: EventStatus['connections'][number] = {
  owner: 'host:1:a',
  appId: 'cli_a',
  mode: 'long_connection',
  state: 'connected',
  isAlive: true,
  since: '2026-01-02T03:04:10.000Z',
  lastConnectedAt: '2026-01-02T03:04:10.000Z',
  heartbeatAt: '2026-01-02T03:04:20.000Z',
  lastEventAt: null,
  lastPongAt: null,
  lastError: null,
  lastErrorAt: null,
  refusals: {},
  reconnects: 1,
  nextRetryAt: null,
  bot: null,
};

/** What the screen shows of connections and of an inbox with expired events. */
function shown(
  texts: Texts,
  expired: Readonly<Record<string, number>>,
  connections: EventStatus['connections'] = [],
): string {
  const style = createStyle(false);
  const consumers = Object.entries(expired).map(([consumer, count]) => {
    const none = { pending: 0, done: 0, dead: 0, oldestPendingAt: null, lagMs: null };
    return { ...none, consumer, expired: count };
  });
  const inbox = { pending: 0, dead: 0, types: [], consumers, lastReceivedAt: null };
  const status = { store: 'events.db', appId: 'cli_1', connections, inbox, recentErrors: [], installations: [] };
  const context = createContext({ terminal: silentTerminal, texts, style, errorStyle: style, verbose: false });
  return formatEventStatus(status, context).join('\n');
}

test.each([
  [en, /^! Last error, 2026-01-02 03:04:05 UTC the long connection was closed$/m],
  [zh, /^! 最近的错误（2026-01-02 03:04:05 UTC） 长连接已断开$/m],
] as const)('a connection that stands again still shows its last error and when that was', (texts, line) => {
  expect(
    shown(texts, {}, [
      {
        ...connected,
        lastError: 'the long connection was closed',
        lastErrorAt: '2026-01-02T03:04:05.000Z',
        zh: { lastError: '长连接已断开' },
      },
    ]),
  ).toMatch(line);
});

test.each([
  [en, 'long connection'],
  [zh, '长连接'],
] as const)('words of ours are never cut, however long the names of others are: %#', (texts, mode) => {
  const others = { owner: `${'host'.repeat(8)}:4194304:a1b2c3d4`, bot: 'A bot with a name that takes a lot of room' };
  const [, , , ...lines] = shown(texts, {}, [{ ...connected, ...others, lastEventAt: connected.since }]).split('\n');
  for (const word of [mode, texts.live.connection.connected, others.owner]) expect(lines.join('\n')).toContain(word);
});

test('events that expired are shown for each consumer with what to do', () => {
  const lines = shown(en, { replication: 1_200, 'trigger/echo': 1, idle: 0 });
  expect(lines).toContain('! 1,200 events expired before replication processed them. Run `larkstream sync --live`');
  expect(lines).toContain('! 1 event expired before trigger/echo processed them. Run the program of this consumer');
  expect(lines).not.toContain('before idle');
  const chinese = shown(zh, { replication: 1_200 });
  expect(chinese).toMatch(/! 1,200 条事件在 replication 处理之前已过期。.*`larkstream sync --live`/);
});
