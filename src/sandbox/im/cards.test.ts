import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.ts';
import { ApiFailure } from '../route.ts';
import { findElement } from './card-json.ts';
import { type CardOperation, Cards } from './cards.ts';

/** Whatever is written in whatever order: numbers only grow, a repetition changes nothing, and the card holds the last write that succeeded. */

const minuteMs = 60_000;
const text: JsonObject = {
  schema: '2.0',
  config: { streaming_mode: true },
  body: { elements: [{ tag: 'markdown', element_id: 'answer', content: '' }] },
};

const steps = fc.array(
  fc.record({
    sequence: fc.integer({ min: 1, max: 12 }),
    uuid: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null }),
    content: fc.constantFrom('one', 'two', 'three'),
    kind: fc.constantFrom('write', 'close', 'open'),
    waitMs: fc.constantFrom(0, minuteMs, 11 * minuteMs),
  }),
  { maxLength: 30 },
);

function attempt(act: () => void): number {
  try {
    act();
    return 0;
  } catch (reason) {
    if (reason instanceof ApiFailure) return reason.code;
    throw reason;
  }
}

test('numbers grow, repetitions change nothing, and what streams no more takes no text', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const cards = new Cards({ imCardTables: 3, imStreamingEnds: 'timeout' }, () => '1234567890123456789');
      let nowMs = 0;
      const { id } = cards.create(JSON.stringify(text), 'app', nowMs);
      let [highest, shown, streamsUntilMs] = [0, '', 10 * minuteMs];
      const done = new Map<string, string>();
      for (const { sequence, uuid, content, kind, waitMs } of all) {
        nowMs += waitMs;
        const what = `${kind} ${content}`;
        const operation: CardOperation = { cardId: id, appId: 'app', sequence, uuid, what, nowMs };
        const isRepeated = uuid !== null && done.get(uuid) === `${sequence} ${what}`;
        const settings = JSON.stringify({ config: { streaming_mode: kind === 'open' } });
        const code = attempt(() =>
          kind === 'write' ? cards.write(operation, 'answer', content) : cards.settings(operation, settings),
        );
        if (isRepeated) expect(code).toBe(0);
        else if (uuid !== null && done.has(uuid)) expect(code).toBe(200770);
        else if (sequence <= highest) expect(code).toBe(300317);
        else if (kind === 'write' && nowMs >= streamsUntilMs) expect([200850, 300309]).toContain(code);
        else expect(code).toBe(0);
        if (code !== 0 || isRepeated) continue;
        highest = sequence;
        if (uuid !== null) done.set(uuid, `${sequence} ${what}`);
        if (kind === 'write') shown = content;
        if (kind === 'close') streamsUntilMs = 0;
        if (kind === 'open' && nowMs >= streamsUntilMs) streamsUntilMs = nowMs + 10 * minuteMs;
      }
      const card = cards.find(id);
      expect(card?.sequence).toBe(highest);
      expect(findElement(card?.json ?? {}, 'answer')?.content).toBe(shown);
    }),
  );
});

test('another app, and an id that there is not, get nowhere', () => {
  const cards = new Cards({ imCardTables: 3, imStreamingEnds: 'silent' }, () => '1234567890123456789');
  const { id } = cards.create(JSON.stringify(text), 'app', 0);
  const operation: CardOperation = { cardId: id, appId: 'app', sequence: 1, uuid: null, what: 'w', nowMs: 0 };
  expect(attempt(() => cards.write({ ...operation, appId: 'other' }, 'answer', 'x'))).toBe(300311);
  expect(attempt(() => cards.write({ ...operation, cardId: '1' }, 'answer', 'x'))).toBe(200740);
});

test('reports say that writes after ten minutes go nowhere without a word', () => {
  const cards = new Cards({ imCardTables: 3, imStreamingEnds: 'silent' }, () => '1234567890123456789');
  const { id, json } = cards.create(JSON.stringify(text), 'app', 0);
  const late: CardOperation = { cardId: id, appId: 'app', sequence: 1, uuid: null, what: 'w', nowMs: 10 * minuteMs };
  expect(attempt(() => cards.write(late, 'answer', 'x'))).toBe(0);
  expect(findElement(json, 'answer')?.content).toBe('');
});
