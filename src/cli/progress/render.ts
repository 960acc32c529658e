import { moduleTitle } from '../../config/modules.ts';
import { displayWidth, fitWidth, padEnd, padStart } from '../print/display-width.ts';
import { formatCount, formatDuration } from '../print/numbers.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts/texts.ts';
import type { ModuleProgress, ProgressSnapshot } from './tracker.ts';

interface RenderOptions {
  readonly columns: number;
  readonly style: Style;
  readonly texts: Texts;
}

interface Cell {
  readonly text: string;
  readonly ink: (text: string) => string;
  readonly align: 'left' | 'right';
}

const full = '━';
const half = '╸';
const track = '─';
const wideBarColumns = 20;
const narrowBarColumns = 12;
const minBarColumns = 6;
const wideTerminalColumns = 100;
const gap = 2;

/** A bar of this many columns, filled to the fraction. */
export function renderBar(fraction: number, columns: number, style: Style): string {
  const halves = Math.floor(Math.min(1, Math.max(0, fraction)) * columns * 2);
  const done = full.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? half : '');
  return style.cyan(done) + style.dim(track.repeat(columns - displayWidth(done)));
}

/** Without an estimate: a block that travels along the track while rows arrive, and rests when none do. */
function renderMoving(elapsedMs: number, columns: number, style: Style): string {
  const block = 4;
  const free = columns - block;
  const step = Math.floor(elapsedMs / 120) % (2 * free);
  const at = step < free ? step : 2 * free - step;
  return style.dim(track.repeat(at)) + style.cyan(full.repeat(block)) + style.dim(track.repeat(free - at));
}

function barOf(
  module: ModuleProgress,
  { columns, elapsedMs }: { columns: number; elapsedMs: number },
  style: Style,
): string {
  if (module.fraction !== undefined) return renderBar(module.fraction, columns, style);
  return module.rowsPerSecond > 0 ? renderMoving(elapsedMs, columns, style) : style.dim(track.repeat(columns));
}

/** Why the module waits, and for how long. */
function waitText({ waiting, waitingMs }: ModuleProgress, { progress }: Texts): string | undefined {
  if (waiting === undefined) return undefined;
  const duration = formatDuration(waitingMs ?? 0);
  return waiting === 'quota' ? progress.waitingForQuota(duration) : progress.waitingToRetry(duration);
}

function stateCell(module: ModuleProgress, { style, texts }: RenderOptions): Cell {
  const { isIncomplete, isFinished } = module;
  if (isFinished && !isIncomplete) return { text: `✓ ${texts.progress.finished}`, ink: style.green, align: 'left' };
  const wait = waitText(module, texts);
  if (wait !== undefined) return { text: wait, ink: style.yellow, align: 'left' };
  if (isIncomplete) return { text: texts.report.incomplete, ink: style.red, align: 'left' };
  return { text: '', ink: style.dim, align: 'left' };
}

/** The cells of a module, the most important first: on a narrow terminal the last ones are left out. */
function cellsOf(module: ModuleProgress, options: RenderOptions): readonly Cell[] {
  const { style, texts } = options;
  const { rows, perSecond, calls, left } = texts.progress;
  const plain = (text: string): string => text;
  const percent = module.fraction === undefined ? '' : `${Math.floor(module.fraction * 100)}%`;
  const hasEnd = module.remainingMs !== undefined && !module.isFinished;
  return [
    { text: percent, ink: style.bold, align: 'right' },
    { text: rows(module.rows), ink: plain, align: 'right' },
    { text: hasEnd ? left(formatDuration(module.remainingMs)) : '', ink: style.dim, align: 'left' },
    stateCell(module, options),
    {
      text: module.isFinished ? '' : `${formatCount(module.rowsPerSecond)}${perSecond}`,
      ink: style.dim,
      align: 'right',
    },
    { text: calls(module.calls), ink: style.dim, align: 'right' },
  ];
}

const stateIndex = 3;

/** Room for each cell. A state comes and goes, so its room is kept: what moves cannot be read. */
function widthsOf(cells: readonly (readonly Cell[])[], { texts }: RenderOptions): number[] {
  const kept = displayWidth(texts.progress.waitingForQuota(formatDuration(0)));
  return (cells[0] ?? []).map((_, index) =>
    Math.max(index === stateIndex ? kept : 0, ...cells.map((row) => displayWidth(row[index]?.text ?? ''))),
  );
}

/** How many of the cells fit beside the name, and how wide the bar is; it is the first to go. */
function chooseLayout(available: number, widths: readonly number[]): { readonly cells: number; readonly bar: number } {
  const needed = (count: number): number => widths.slice(0, count).reduce((sum, width) => sum + gap + width, 0);
  const wanted = available >= wideTerminalColumns - 2 * gap - 10 ? wideBarColumns : narrowBarColumns;
  const free = available - needed(stateIndex + 1) - gap;
  const bar = free >= minBarColumns ? Math.min(wanted, free) : 0;
  const space = available - (bar === 0 ? 0 : bar + gap);
  let cells = widths.length;
  while (cells > 0 && needed(cells) > space) cells -= 1;
  return { cells, bar };
}

/** One line for the run and one for every module, each within the width of the terminal. A pure function of what is known. */
export function renderProgress(snapshot: ProgressSnapshot, options: RenderOptions): string[] {
  const { columns, style, texts } = options;
  const names = snapshot.modules.map(({ module }) => moduleTitle(module, texts.language));
  const nameColumns = Math.min(columns - 1 - gap, Math.max(0, ...names.map(displayWidth)));
  const cells = snapshot.modules.map((module) => cellsOf(module, options));
  const widths = widthsOf(cells, options);
  // The last column stays free: a full line makes some terminals wrap.
  const layout = chooseLayout(columns - 1 - gap - nameColumns, widths);
  const lines = snapshot.modules.map((module, index) => {
    const shown = (cells[index] ?? []).slice(0, layout.cells).map(({ text, ink, align }, column) => {
      const width = widths[column] ?? 0;
      return ' '.repeat(gap) + ink(align === 'right' ? padStart(text, width) : padEnd(text, width));
    });
    const size = { columns: layout.bar, elapsedMs: snapshot.elapsedMs };
    const bar = layout.bar === 0 ? '' : ' '.repeat(gap) + barOf(module, size, style);
    return `  ${padEnd(fitWidth(names[index] ?? '', nameColumns), nameColumns)}${bar}${shown.join('')}`;
  });
  return [style.dim(headline(snapshot, options)), ...lines];
}

function headline(snapshot: ProgressSnapshot, { columns, texts }: RenderOptions): string {
  const commits = snapshot.commits === 0 ? '' : `  ${texts.progress.commits(snapshot.commits)}`;
  return fitWidth(`  ${formatDuration(snapshot.elapsedMs)}${commits}`, columns - 1);
}

/** The same in one line without movement, for a log file. */
export function renderPlainProgress(snapshot: ProgressSnapshot, texts: Texts): string {
  const modules = snapshot.modules
    .filter(({ rows, calls, waiting }) => rows > 0 || calls > 0 || waiting !== undefined)
    .map((module) => plainModule(module, texts));
  const shown = modules.length === 0 ? [texts.progress.starting] : modules;
  return `${formatDuration(snapshot.elapsedMs)}  ${shown.join(' · ')}`;
}

function plainModule(progressed: ModuleProgress, texts: Texts): string {
  const { module, rows, calls, fraction, isFinished } = progressed;
  const { progress, help } = texts;
  const percent = fraction === undefined ? '' : help.inBrackets(`${Math.floor(fraction * 100)}%`);
  const wait = waitText(progressed, texts);
  const waited = isFinished ? ` ✓` : wait === undefined ? '' : `${help.comma}${wait}`;
  return `${moduleTitle(module, texts.language)} ${progress.rows(rows)}${percent}${help.comma}${progress.calls(calls)}${waited}`;
}
