import { MessageWriter } from '../airbyte/message-writer.ts';
import { errorMessage, errorText } from '../airbyte/messages.ts';
import { ReaderLeftError, writeAll } from '../airbyte/write-all.ts';
import { secretsOfEnvironment } from '../config/secret-values.ts';
import type { RegionName } from '../config/settings.ts';
import { systemClock } from '../model/clock.ts';
import { StoppedError, toLarkstreamError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import { createScrub } from '../open-platform/scrub.ts';
import { asksAgain, stopSignals } from '../util/stop-signals.ts';
import { cutWords, toVisible } from '../util/visible.ts';
import { type ConnectorArguments, parseConnectorArguments, usage } from './parse-connector-arguments.ts';
import { runConnector } from './run-connector.ts';

const stdoutFd = 1;

/** This process as the connector of a region, from its command line to its exit. */
export async function connectorProcess(region: RegionName): Promise<void> {
  const name = `source-${region}`;
  let secrets: readonly Secret[] = secretsOfEnvironment(process.env);
  // Logs without a reader end nothing; records without one do.
  process.stderr.on('error', () => {});
  const writer = new MessageWriter({
    write: (bytes) => writeAll(stdoutFd, bytes),
    scrub: createScrub(() => secrets),
  });
  const args = await readArguments(name, writer);
  if (args === undefined) return;
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      if (asksAgain(signal)) dieBy(signal);
      return;
    }
    stop.abort(
      new StoppedError({
        code: 'run.stopped',
        message: { en: `${name} was stopped by ${signal}`, zh: `${name} 被 ${signal} 停止` },
      }),
    );
    stopped = signal;
  };
  let stopped: NodeJS.Signals | undefined;
  for (const signal of stopSignals()) process.on(signal, onSignal);
  const environment = process.env;
  const hide = (found: readonly Secret[]): void => {
    secrets = [...found, ...secretsOfEnvironment(environment)];
  };
  try {
    process.exitCode = await runConnector({ region, args, environment, writer, signal: stop.signal, hide });
  } catch (thrown) {
    // The reader has gone, or the process was asked to stop: neither is worth a message.
    if (!(thrown instanceof ReaderLeftError) && stopped === undefined) throw thrown;
    process.exitCode = 1;
  }
  if (stopped !== undefined) dieBy(stopped);
}

/** PyAirbyte ends a connector by SIGTERM and takes only exit codes 0 and -15, death by that signal, for an orderly end. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

async function readArguments(name: string, writer: MessageWriter): Promise<ConnectorArguments | undefined> {
  try {
    const args = parseConnectorArguments(process.argv.slice(2));
    if (args === undefined) process.stderr.write(usage(name));
    return args;
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    process.stderr.write(`${toVisible(cutWords(errorText(error)))}\n\n${usage(name)}`);
    writer.send(errorMessage(error, systemClock.now()));
    process.exitCode = 1;
    // Without a reader a message has no use.
    await writer.flush().catch(() => undefined);
    return undefined;
  }
}
