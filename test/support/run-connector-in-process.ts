import { MessageWriter } from '../../src/airbyte/message-writer.ts';
import { parseConnectorArguments } from '../../src/connector/parse-connector-arguments.ts';
import { runConnector } from '../../src/connector/run-connector.ts';

/** A connector without a process of its own: everything that it says, as text. */
export async function runConnectorInProcess(
  argv: readonly string[],
): Promise<{ readonly code: number; readonly all: string }> {
  let all = '';
  const writer = new MessageWriter({
    write: async (bytes) => {
      all += Buffer.from(bytes).toString('utf8');
    },
    scrub: (text) => text,
  });
  const args = parseConnectorArguments(argv);
  if (args === undefined) return { code: 0, all };
  const code = await runConnector({
    region: 'feishu',
    args,
    environment: {},
    writer,
    signal: new AbortController().signal,
    hide: () => {},
  });
  return { code, all };
}
