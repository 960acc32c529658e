import { systemClock } from '../../model/clock.ts';
import { reportError } from '../../model/run-report.ts';
import type { SyncObserver } from '../../operations/sync-observer.ts';
import type { Context } from '../context.ts';
import { tellRetry } from '../print/tell-retry.ts';
import { hangText } from '../print/wrap-text.ts';
import { ProgressTracker } from './tracker.ts';
import {
  type ProgressView,
  silentView,
  startJsonView,
  startLiveView,
  startPlainView,
  type ViewOptions,
} from './view.ts';

/** The progress of a sync, drawn as the context wants it. `stop` takes the drawing away; it may be called more than once. */
interface SyncView {
  readonly observer: SyncObserver;
  print(line: string): void;
  stop(): void;
}

function startView(options: ViewOptions, context: Context): ProgressView {
  if (context.isJson) return startJsonView(options, context.emit);
  if (context.isQuiet) return silentView;
  const isMovable = context.terminal.isErrorTty && context.terminal.environment.TERM !== 'dumb';
  return isMovable ? startLiveView(options) : startPlainView(options);
}

/** Drawing begins when the run knows its streams. */
export function startSyncView(context: Context, now: () => number = systemClock.elapsed): SyncView {
  const { texts, errorStyle, errorColumns, terminal } = context;
  let tracker: ProgressTracker | undefined;
  let view = silentView;
  const print = (line: string): void => {
    for (const one of hangText('', line, { columns: errorColumns, indent: 2 })) {
      if (view === silentView) terminal.error(`${one}\n`);
      else view.print(one);
    }
  };
  const observer: SyncObserver = {
    onRetry: (notice) => tellRetry(notice, context, print),
    onPlanned: (streams) => {
      tracker = new ProgressTracker(streams, now());
      context.emit({ event: 'start', streams });
      view = startView({ tracker, terminal, style: errorStyle, texts, now }, context);
    },
    onRows: (stream, rows) => tracker?.addRows(stream, rows),
    onEstimate: (stream, rows) => tracker?.setEstimate(stream, rows),
    onProgress: (streams, done, of) => tracker?.setWork(streams, done, of),
    onComplete: (streams) => tracker?.markFinished(streams),
    onCommit: (commits) => tracker?.setCommits(commits),
    onWarning: ({ en: message, zh }, streams) =>
      context.emit({ event: 'warning', message, streams, zh: { message: zh } }),
    onIncomplete: (error, streams) => {
      tracker?.markIncomplete(streams);
      context.emit({ event: 'incomplete', streams, error: reportError(error) });
    },
    onCall: (module) => tracker?.addCall(module),
    onWaiting: (module, { kind, ms }) => {
      const from = now();
      tracker?.addWait(module, { kind, from, until: from + ms });
    },
  };
  return {
    observer,
    print,
    stop: () => {
      view.stop();
      view = silentView;
    },
  };
}
