import { expect, test } from 'vitest';
import { alertKinds } from '../model/service/alert.ts';
import type { Notice, NoticedAlert } from '../model/service/notifier.ts';
import { larkCard } from './lark-card.ts';
import { headlineOf, paragraphsOf } from './notice-words.ts';

const openedAt = Date.parse('2026-03-01T08:00:00Z');
const alert = (given: Partial<NoticedAlert> = {}): NoticedAlert => ({
  id: 'al_1',
  kind: 'freshness.late',
  state: 'open',
  subject: { kind: 'pipeline', id: 'pl_1', name: 'Orders' },
  message: { en: 'Ninety minutes old', zh: '已 90 分钟' },
  openedAt,
  recoveredAt: undefined,
  ...given,
});
const recovered = (given: Partial<NoticedAlert> = {}): NoticedAlert =>
  alert({ id: 'al_2', state: 'recovered', recoveredAt: openedAt + 3_600_000, ...given });
const notice = (...alerts: NoticedAlert[]): Notice => ({
  id: 'am_1',
  at: openedAt,
  kind: alerts.length === 0 ? 'test' : alerts.length > 1 ? 'summary' : 'opened',
  alerts,
});

test('one alert is told by its title, what it is about, its sentence and its time, in either language', () => {
  expect(headlineOf(notice(alert()), 'en')).toBe('Data is older than promised: Orders');
  expect(paragraphsOf(notice(alert()), 'en')).toEqual(['Ninety minutes old\nSince 2026-03-01 08:00 UTC']);
  expect(headlineOf(notice(recovered()), 'zh')).toBe('已恢复：数据未按承诺更新：Orders');
  expect(paragraphsOf(notice(recovered()), 'zh')).toEqual([
    '已 90 分钟\n自 2026-03-01 08:00 UTC 起，2026-03-01 09:00 UTC 恢复',
  ]);
});

test('several are told in one message, those that are open first', () => {
  const several = notice(
    recovered(),
    alert(),
    alert({ kind: 'disk.full', subject: { kind: 'service', id: 'x', name: undefined } }),
  );
  expect(headlineOf(several, 'en')).toBe('Alerts: 2 open, 1 recovered');
  expect(headlineOf(several, 'zh')).toBe('告警：2 个未恢复，1 个已恢复');
  expect(headlineOf(notice(recovered(), recovered()), 'en')).toBe('Alerts: 2 recovered');
  expect(paragraphsOf(several, 'en').map((paragraph) => paragraph.split('\n')[0])).toEqual([
    'Data is older than promised: Orders',
    'The disk is nearly full',
    'Recovered: Data is older than promised: Orders',
  ]);
});

test('every kind has words in both languages', () => {
  for (const kind of alertKinds) {
    expect(headlineOf(notice(alert({ kind })), 'en')).toMatch(/^[A-Z][a-z ]+: Orders$/);
    expect(headlineOf(notice(alert({ kind })), 'zh')).toMatch(/^\p{Script=Han}/u);
  }
});

test('a card of very many long alerts stays within the 30 KB of the platform and says how many there are', () => {
  const long = '长'.repeat(5_000);
  const many = Array.from({ length: 300 }, (_, at) =>
    alert({
      id: `al_${at}`,
      subject: { kind: 'pipeline', id: 'pl_1', name: '名'.repeat(100) },
      message: { en: long, zh: long },
    }),
  );
  const card = larkCard(notice(...many), 'zh');
  expect(Buffer.byteLength(card)).toBeLessThan(30 * 1024);
  expect(card).toContain('另有 290 个。');
});

test('what people have written goes out as plain text on one line', () => {
  const name = 'x\r\nBcc: all@example.com <at id=all></at>';
  const said = notice(alert({ subject: { kind: 'pipeline', id: 'pl_1', name } }));
  expect(headlineOf(said, 'en')).not.toMatch(/[\r\n]/);
  const tags = [...larkCard(said, 'en').matchAll(/"tag":"(\w+)"/g)].map(([, tag]) => tag);
  expect(new Set(tags)).toEqual(new Set(['plain_text', 'div']));
});
