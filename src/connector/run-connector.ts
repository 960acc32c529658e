import type { MessageWriter } from '../airbyte/message-writer.ts';
import { connectionStatusMessage, errorMessage, errorText, logMessage, specMessage } from '../airbyte/messages.ts';
import { systemClock } from '../model/clock.ts';
import { type LarkstreamError, must, toLarkstreamError } from '../model/errors.ts';
import type { Source } from '../model/source.ts';
import type { ModuleName } from '../model/stream.ts';
import type { ConnectorRun } from './connector-run.ts';
import type { ConnectorArguments } from './parse-connector-arguments.ts';
import { readJsonFile } from './read-json-file.ts';

/** Exit codes of the protocol: `check` says FAILED in a message and exits with 0 all the same. */
const done = 0;
const failed = 1;

/**
 * One command of an Airbyte source. Returns the exit code; what went wrong has been sent as a message.
 * @throws StoppedError when asked to stop, ReaderLeftError when the reader of the output has gone.
 */
export async function runConnector(run: ConnectorRun): Promise<number> {
  const { args, writer, signal } = run;
  try {
    return await commands[args.command](run);
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    const error = toLarkstreamError(thrown);
    if (args.command === 'check' && error.family !== 'bug') {
      writer.send(connectionStatusMessage('FAILED', errorText(error)));
      return done;
    }
    tell(error, writer);
    return failed;
  } finally {
    await writer.flush();
  }
}

function tell(error: LarkstreamError, writer: MessageWriter): void {
  if (error.family === 'bug') writer.send(logMessage('FATAL', errorText(error)));
  writer.send(errorMessage(error, systemClock.now()));
}

const commands: { readonly [command in ConnectorArguments['command']]: (run: ConnectorRun) => Promise<number> } = {
  spec: async ({ region, writer }) => {
    const { connectorSpec } = await import('../config/connector-spec.ts');
    writer.send(specMessage(connectorSpec(region), `https://docs.airbyte.com/integrations/sources/${region}`));
    return done;
  },
  check: (run) =>
    withSource(run, async (source) => {
      const [{ checkSource }, { moduleTitle }] = await Promise.all([
        import('../airbyte/check-source.ts'),
        import('../config/modules.ts'),
      ]);
      await checkSource(source, run.writer, { signal: run.signal, titleOf: (module) => moduleTitle(module, 'en') });
      return done;
    }),
  discover: (run) =>
    withSource(run, async (source) => {
      const { discoverSource } = await import('../airbyte/discover-source.ts');
      await discoverSource(source, run.writer);
      return done;
    }),
  read: async (run) => {
    const { randomUUID } = await import('node:crypto');
    const { readStreams } = await import('../airbyte/read-streams.ts');
    const { boundHeapGrowth } = await import('../util/bound-heap-growth.ts');
    const catalog = readJsonFile(must(run.args.catalog, '--catalog'), 'catalog') ?? null;
    const state = run.args.state === undefined ? undefined : readJsonFile(run.args.state, 'state');
    boundHeapGrowth('transfer');
    let onQuota: (module: ModuleName, ms: number) => void = () => {};
    const isComplete = await withSource(
      run,
      (source) =>
        readStreams({
          source,
          catalog,
          state,
          writer: run.writer,
          clock: systemClock,
          signal: run.signal,
          newLineage: randomUUID,
          onWaits: (report) => {
            onQuota = report;
          },
        }),
      (module, ms) => onQuota(module, ms),
    );
    return isComplete ? done : failed;
  },
};

async function withSource<T>(
  run: ConnectorRun,
  work: (source: Source) => Promise<T>,
  onQuota: (module: ModuleName, ms: number) => void = () => {},
): Promise<T> {
  const { openSource } = await import('./open-source.ts');
  const source = await openSource(run, onQuota);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}
