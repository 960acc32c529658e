import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ReportedError, RunReport } from '../../model/run-report.ts';
import type { Context } from '../context.ts';

/** A hook that hangs must not keep the next run from beginning. */
const timeoutMs = 60_000;

/**
 * Runs the command of `--on-failure` in a shell. It gets the run's report (or the error that kept the run from starting) as
 * JSON on its standard input, and LARKSTREAM_OUTCOME and LARKSTREAM_RUN_ID in its environment. Its failure is reported.
 */
export async function runFailureHook(
  command: string,
  result: RunReport | ReportedError,
  context: Context,
): Promise<void> {
  const isReport = 'outcome' in result;
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    timeout: timeoutMs,
    env: {
      ...context.terminal.environment,
      LARKSTREAM_OUTCOME: isReport ? result.outcome : 'failed',
      LARKSTREAM_RUN_ID: isReport ? result.runId : '',
    },
  });
  // A hook that does not read its input closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify(result)}\n`);
  const [code] = await once(child, 'close').catch((thrown: unknown) => [String(thrown)]);
  if (code === 0) return;
  context.emit({ event: 'hook', code: typeof code === 'number' ? code : null });
  context.terminal.error(`${context.errorStyle.yellow(context.texts.every.hookFailed(String(code ?? 'SIGTERM')))}\n`);
}
