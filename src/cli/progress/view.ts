import { hangText } from '../print/wrap-text.ts';
import type { Style } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import type { Texts } from '../texts/texts.ts';
import { sequence } from '../to-screen.ts';
import type { ProgressLine } from '../wire/json-line.ts';
import { renderPlainProgress, renderProgress } from './render.ts';
import type { ProgressTracker } from './tracker.ts';

/** Shows a tracker until it is stopped. Lines printed meanwhile appear above what is drawn. */
export interface ProgressView {
  print(line: string): void;
  stop(): void;
}

/** What a view draws, and where. */
export interface ViewOptions {
  readonly tracker: ProgressTracker;
  readonly terminal: Terminal;
  readonly style: Style;
  readonly texts: Texts;
  readonly now: () => number;
}

const redrawMs = 120;
const plainMs = 5_000;
const jsonMs = 1_000;

const hideCursor = sequence('?25l');
const showCursor = sequence('?25h');
const clearBelow = sequence('1G') + sequence('J');
const upLines = (count: number): string => (count === 0 ? '' : sequence(`${count}A`));

/** Draws in place on a terminal that can move its cursor. */
export function startLiveView({ tracker, terminal, style, texts, now }: ViewOptions): ProgressView {
  let drawn = 0;
  const erase = (): string => upLines(drawn) + clearBelow;
  const draw = (above = ''): void => {
    const lines = renderProgress(tracker.snapshot(now()), { columns: terminal.columns(), style, texts });
    terminal.error(`${erase()}${above}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  terminal.error(hideCursor);
  const timer = setInterval(() => draw(), redrawMs);
  const restore = (): void => terminal.error(showCursor);
  process.once('exit', restore);
  draw();
  return {
    print: (line) => draw(`${line}\n`),
    stop: () => {
      clearInterval(timer);
      process.removeListener('exit', restore);
      terminal.error(erase() + showCursor);
      drawn = 0;
    },
  };
}

/** A line every few seconds: for log files and pipes. A terminal that cannot move its cursor gets it within its width. */
export function startPlainView({ tracker, terminal, texts, now }: ViewOptions): ProgressView {
  const columns = (): number | undefined => (terminal.isErrorTty ? terminal.columns() : undefined);
  const timer = setInterval(() => {
    const line = renderPlainProgress(tracker.snapshot(now()), texts);
    terminal.error(`${hangText('', line, { columns: columns(), indent: 6 }).join('\n')}\n`);
  }, plainMs);
  return {
    print: (line) => terminal.error(`${line}\n`),
    stop: () => clearInterval(timer),
  };
}

/** `progress` events as JSON lines. */
export function startJsonView({ tracker, now }: ViewOptions, emit: (line: ProgressLine) => void): ProgressView {
  const send = (): void => {
    const { elapsedMs, commits, modules } = tracker.snapshot(now());
    emit({ event: 'progress', elapsedMs, commits, modules, streams: tracker.streams() });
  };
  const timer = setInterval(send, jsonMs);
  return {
    print: () => {},
    stop: () => {
      clearInterval(timer);
      send();
    },
  };
}

/** Draws nothing. */
export const silentView: ProgressView = { print: () => {}, stop: () => {} };
