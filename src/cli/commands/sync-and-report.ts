import { placeOf } from '../../config/destinations/registry.ts';
import type { Config } from '../../config/settings.ts';
import { shownDestination } from '../../config/tenant-destination.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { Context } from '../context.ts';
import { formatReport } from '../print/format-report.ts';
import { formatError } from '../print/print-error.ts';
import { sayTarget } from '../print/say-target.ts';
import { startSyncView } from '../progress/sync-view.ts';
import { withStopSignals } from '../stop-signals.ts';

/** Flags of one run. */
export interface RunFlags {
  readonly full?: boolean;
  readonly acceptDeletes?: boolean;
  readonly isDemo?: boolean;
}

/** Runs the sync with its progress on the screen and prints how it ended. */
export async function syncAndReport(config: Config, flags: RunFlags, context: Context): Promise<RunReport> {
  sayTarget(config, context);
  const { runConfiguredSync } = await import('../../operations/run-configured-sync.ts');
  const { texts, errorStyle } = context;
  const clients = await context.clients();
  const view = startSyncView(context);
  try {
    const report = await withStopSignals(
      (signal) =>
        runConfiguredSync({
          config,
          clients,
          signal,
          observer: view.observer,
          logger: context.loggerTo(view.print),
          full: flags.full ?? false,
          acceptDeletes: flags.acceptDeletes ?? false,
        }),
      () => view.print(errorStyle.yellow(texts.progress.stopping)),
    );
    view.stop();
    printRun(report, { config, isDemo: flags.isDemo }, context);
    return report;
  } finally {
    view.stop();
  }
}

function printRun(
  report: RunReport,
  { config, isDemo }: { readonly config: Config; readonly isDemo: boolean | undefined },
  context: Context,
): void {
  const { texts, style, errorStyle, terminal, columns, errorColumns } = context;
  context.emit({ event: 'run', ...report });
  const target = placeOf(shownDestination(config)).name;
  for (const line of formatReport({ report, target, style, texts, columns, isDemo })) context.say(line);
  if (report.error === undefined || report.outcome !== 'failed') return;
  context.emit({ event: 'error', ...report.error });
  terminal.error(`${formatError(report.error, errorStyle, texts, errorColumns).join('\n')}\n`);
}
