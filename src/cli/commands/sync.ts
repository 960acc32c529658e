import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { formatError } from '../print/print-error.ts';
import { formatReport } from '../print/print-report.ts';
import { startSyncView } from '../progress/sync-view.ts';
import { withStopSignals } from '../stop-signals.ts';

export interface SyncFlags {
  readonly full?: boolean;
  readonly acceptDeletes?: boolean;
  readonly streams?: readonly string[];
}

export async function sync(file: string | undefined, flags: SyncFlags, context: Context): Promise<number> {
  const config = await loadConfig(file, context);
  const { runConfiguredSync } = await import('../../app/run-sync.ts');
  const { texts, style, errorStyle, terminal } = context;
  const view = startSyncView(context);
  try {
    const report = await withStopSignals(
      (signal) =>
        runConfiguredSync({
          config,
          signal,
          observer: view.observer,
          logger: context.logger,
          full: flags.full ?? false,
          acceptDeletes: flags.acceptDeletes ?? false,
          ...(flags.streams === undefined ? {} : { only: flags.streams }),
        }),
      () => view.print(errorStyle.yellow(texts.progress.stopping)),
    );
    view.stop();
    context.emit({ event: 'run', ...report });
    for (const line of formatReport({ report, target: config.destination.path, style, texts })) context.say(line);
    if (report.error !== undefined && report.outcome === 'failed') {
      context.emit({ event: 'error', ...report.error });
      terminal.error(`${formatError(report.error, errorStyle, texts).join('\n')}\n`);
    }
    return exitCodeOfRun(report);
  } finally {
    view.stop();
  }
}
