import { afterEach, expect, test, vi } from 'vitest';
import { displayWidth } from '../print/display-width.ts';
import { createStyle } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { en } from '../texts/en.ts';
import { toScreen } from '../to-screen.ts';
import { ProgressTracker } from './tracker.ts';
import { startJsonView, startLiveView, startPlainView, type ViewOptions } from './view.ts';

afterEach(() => {
  vi.useRealTimers();
});

function options(): ViewOptions & { readonly written: string[] } {
  const written: string[] = [];
  const terminal: Terminal = {
    environment: {},
    isInteractive: true,
    isOutputTty: true,
    isErrorTty: true,
    columns: () => 100,
    out: () => {},
    error: (text) => written.push(toScreen(text, { isCut: true })),
  };
  const tracker = new ProgressTracker([{ name: 'contact_users', module: 'contact' }], 0);
  return { tracker, terminal, style: createStyle(false), texts: en, now: () => 7_000, written };
}

test('progress is redrawn in place, and removed at the end', () => {
  const given = options();
  const view = startLiveView(given);
  given.tracker.addRows('contact_users', 5);
  view.print('a message');
  view.stop();

  const [hide, first, second, last] = given.written.map((text) => text.replaceAll('\u001b', '␛'));
  expect(hide).toBe('␛[?25l');
  expect(first).toMatch(/^␛\[1G␛\[J {2}0:07\n {2}Contact .* 0 rows.*\n$/);
  expect(second).toMatch(/^␛\[2A␛\[1G␛\[Ja message\n {2}0:07\n {2}Contact .* 5 rows.*\n$/);
  expect(last).toBe('␛[2A␛[1G␛[J␛[?25h');
});

test('machines get the last state even of a short run', () => {
  const given = options();
  const events: unknown[] = [];
  const view = startJsonView(given, (event) => events.push(event));
  given.tracker.addRows('contact_users', 5);
  given.tracker.setEstimate('contact_users', 10);
  given.tracker.setWork(['contact_users'], 1, 2);
  view.stop();

  expect(events).toMatchObject([
    {
      elapsedMs: 7_000,
      modules: [{ module: 'contact', rows: 5, fraction: expect.closeTo(0.46, 2) }],
      streams: [{ stream: 'contact_users', rows: 5, estimate: 10 }],
    },
  ]);
});

test.each([true, false])(
  'progress that cannot be drawn is printed in lines, within the width of a terminal (terminal: %s)',
  (isErrorTty) => {
    vi.useFakeTimers();
    const given = options();
    const modules = ['approval', 'base', 'attendance', 'contact'] as const;
    const tracker = new ProgressTracker(
      modules.map((module) => ({ name: `${module}_rows`, module })),
      0,
    );
    for (const module of modules) tracker.addRows(`${module}_rows`, 1_234_567);
    const terminal = { ...given.terminal, isErrorTty, columns: () => 40 };
    const view = startPlainView({ ...given, tracker, terminal });
    vi.advanceTimersByTime(5_000);
    view.stop();

    const lines = given.written.join('').trimEnd().split('\n');
    expect(lines.join(' ').match(/1,234,567 rows/g)).toHaveLength(4);
    if (isErrorTty) expect(lines.filter((line) => displayWidth(line) > 40)).toEqual([]);
    else expect(lines).toHaveLength(1);
  },
);
