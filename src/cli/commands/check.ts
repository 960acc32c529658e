import { moduleNames, moduleTitle } from '../../config/modules.ts';
import type { Config } from '../../config/settings.ts';
import { reportError } from '../../model/run-report.ts';
import type { CheckResult } from '../../model/source.ts';
import type { RetryNotice } from '../../operations/sync-observer.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatFacts } from '../print/print-error.ts';
import { tellRetry } from '../print/tell-retry.ts';
import { hangText } from '../print/wrap-text.ts';
import { withStopSignals } from '../stop-signals.ts';
import { tellAdvice } from '../tell-advice.ts';
import type { Texts } from '../texts/texts.ts';

/** 2 when everything that failed is for a person to correct, 1 when something else failed too. */
function exitCodeOf(failed: readonly CheckResult[]): number {
  if (failed.length === 0) return exitCodes.done;
  return failed.every(({ error }) => error?.family === 'config') ? exitCodes.configuration : exitCodes.failed;
}

/** `larkstream check`. Returns the exit code, as every command does. */
export async function check(file: string | undefined, context: Context): Promise<number> {
  const config = await loadConfig(file, context);
  tellAdvice(config, context);
  return await checkConfig(config, context);
}

/** Tries what a sync will need, line by line. Returns the exit code. */
export async function checkConfig(config: Config, context: Context): Promise<number> {
  const { checkConfigured } = await import('../../operations/check-configured.ts');
  const failed: CheckResult[] = [];
  let warnings = 0;
  const { region, base_url: baseUrl, credentials } = config.source;
  context.say(context.style.dim(context.texts.check.checking(`${credentials.app_id} (${baseUrl ?? region})`)));
  const clients = await context.clients();
  const observer = { onRetry: (notice: RetryNotice) => tellRetry(notice, context) };
  await withStopSignals(async (signal) => {
    for await (const result of checkConfigured({ config, clients, signal, logger: context.logger, observer })) {
      if (result.outcome === 'failed') failed.push(result);
      if (result.outcome === 'warning') warnings++;
      printResult(result, context);
    }
  });
  const { allGood, nothingFailed, someFailed } = context.texts.check;
  context.emit({ event: 'checked', failed: failed.length });
  context.say();
  if (failed.length > 0) context.say(context.style.red(someFailed(failed.length)));
  else context.say(warnings === 0 ? context.style.green(allGood) : context.style.yellow(nothingFailed(warnings)));
  return exitCodeOf(failed);
}

function printResult(result: CheckResult, context: Context): void {
  const { style, texts, columns } = context;
  const { error, message, ...rest } = result;
  context.emit({
    event: 'check',
    ...rest,
    message: message.en,
    zh: { message: message.zh },
    ...(error === undefined ? {} : { error: reportError(error) }),
  });
  const marks = { ok: style.green('✓'), warning: style.yellow('!'), failed: style.red('✗'), skipped: style.dim('–') };
  const module = result.module === 'connection' ? texts.check.connection : moduleTitle(result.module, texts.language);
  const head = `${marks[result.outcome]} ${style.bold(module)}  ${subjectOf(result, texts)}  `;
  for (const line of hangText(head, message[texts.language], { columns, indent: 2 })) context.say(line);
  if (error === undefined) return;
  for (const line of formatFacts(reportError(error), style, texts, columns)) context.say(line);
}

/** A module's check that breaks off is reported under the module's name. */
function subjectOf({ subject }: CheckResult, texts: Texts): string {
  const { language, check } = texts;
  return language === 'zh' && moduleNames.includes(subject) ? moduleTitle(subject, language) : check.subject(subject);
}
