import type { CheckResult, Source } from '../model/source.ts';
import type { ModuleName } from '../model/stream.ts';
import type { MessageWriter } from './message-writer.ts';
import { connectionStatusMessage, errorText, logMessage } from './messages.ts';

/** Folds what the check found into the one message that the platform's form shows: every failing part with its remedy. */
export async function checkSource(
  source: Source,
  writer: MessageWriter,
  { signal, titleOf }: { readonly signal: AbortSignal; readonly titleOf: (module: ModuleName) => string },
): Promise<void> {
  const lineOf = ({ module, subject, message, error }: CheckResult): string => {
    const title = module === 'connection' ? 'Connection' : titleOf(module);
    return `${title} (${subject}): ${error === undefined ? message.en : errorText(error)}`;
  };
  const failed: CheckResult[] = [];
  for await (const result of source.check(signal)) {
    const line = lineOf(result);
    if (result.outcome === 'failed') failed.push(result);
    writer.send(logMessage(result.outcome === 'ok' ? 'INFO' : result.outcome === 'failed' ? 'ERROR' : 'WARN', line));
  }
  writer.send(
    failed.length === 0
      ? connectionStatusMessage('SUCCEEDED')
      : connectionStatusMessage('FAILED', failed.map(lineOf).join('\n')),
  );
  await writer.flush();
}
