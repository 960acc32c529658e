import { MessageWriter } from '../../src/airbyte/message-writer.ts';
import { parseConnectorArguments } from '../../src/connector/parse-connector-arguments.ts';
import { runConnector } from '../../src/connector/run-connector.ts';
import type { Secret } from '../../src/model/secret.ts';
import { createScrub } from '../../src/open-platform/scrub.ts';

interface InProcessConnector {
  /** Told of each whole line as it comes. */
  readonly onLine?: (line: string) => void;
  /** Secrets are taken out of what it says, as its process does; without, what it says of itself is seen. */
  readonly isScrubbed?: boolean;
}

/** A connector without a process of its own: everything that it says, as text. */
export async function runConnectorInProcess(
  argv: readonly string[],
  { onLine = () => {}, isScrubbed = false }: InProcessConnector = {},
): Promise<{ readonly code: number; readonly all: string }> {
  let [all, rest] = ['', ''];
  let secrets: readonly Secret[] = [];
  const writer = new MessageWriter({
    write: async (bytes) => {
      const text = Buffer.from(bytes).toString('utf8');
      all += text;
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    scrub: isScrubbed ? createScrub(() => secrets) : (text) => text,
  });
  const args = parseConnectorArguments(argv);
  if (args === undefined) return { code: 0, all };
  const code = await runConnector({
    region: 'feishu',
    args,
    environment: {},
    writer,
    signal: new AbortController().signal,
    hide: (found) => {
      secrets = found;
    },
  });
  if (rest !== '') throw new Error(`half a line at the end: ${rest.slice(0, 200)}`);
  return { code, all };
}
