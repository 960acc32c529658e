import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/util/json.ts';
import { Conversation, parseMessage } from './airbyte-protocol.ts';
import { bareEnvironment } from './bare-environment.ts';
import { runConnectorInProcess } from './run-connector-in-process.ts';

export type SourceName = 'source-lark' | 'source-feishu';

/** What the platform hands over: each value becomes a file and an option. */
export interface SourceInputs {
  readonly config?: JsonValue;
  readonly catalog?: JsonValue;
  readonly state?: JsonValue;
}

export interface SourceRunOptions {
  readonly name?: SourceName;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each message as it comes. */
  readonly onMessage?: (message: JsonObject, child: ChildProcess) => void;
}

export class SourceRan extends Conversation {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;

  constructor(messages: readonly JsonObject[], ended: Pick<SourceRan, 'code' | 'signal' | 'out' | 'error'>) {
    super(messages);
    this.code = ended.code;
    this.signal = ended.signal;
    this.out = ended.out;
    this.error = ended.error;
  }
}

export function sourceFile(name: SourceName): string {
  return new URL(`../../src/${name}.ts`, import.meta.url).pathname;
}

/** Writes each input into a file of the folder, and gives the options that name them. */
function optionsOf(inputs: SourceInputs, folder: string): string[] {
  return Object.entries(inputs).flatMap(([option, value]) => {
    const file = join(folder, `${option}.json`);
    writeFileSync(file, JSON.stringify(value));
    return [`--${option}`, file];
  });
}

/** Starts a connector as a platform does, with files for its inputs in a folder that is the caller's to remove. */
export function spawnSource(
  command: string,
  inputs: SourceInputs,
  { name = 'source-feishu', env }: SourceRunOptions = {},
): { readonly child: ChildProcess; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-source-'));
  const child = spawn(process.execPath, [sourceFile(name), command, ...optionsOf(inputs, folder)], {
    cwd: folder,
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, folder };
}

/** Runs a connector to its end. Every line of its output must be a message that the protocol's schema accepts. */
export async function runSource(
  command: string,
  inputs: SourceInputs = {},
  options: SourceRunOptions = {},
): Promise<SourceRan> {
  const { child, folder } = spawnSource(command, inputs, options);
  const messages: JsonObject[] = [];
  let [out, error, rest] = ['', '', ''];
  let broken: unknown;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      try {
        const message = parseMessage(line);
        messages.push(message);
        options.onMessage?.(message, child);
      } catch (thrown) {
        broken ??= thrown;
      }
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    error += text;
  });
  const [code, signal] = await once(child, 'close');
  rmSync(folder, { recursive: true, force: true });
  if (broken !== undefined) throw broken;
  // A process that was killed may leave half a line behind.
  if (rest !== '' && signal === null) throw new Error(`half a line at the end: ${rest.slice(0, 200)}`);
  return new SourceRan(messages, { code, signal, out, error });
}

/** The same inside of the test's process, which saves a second; environment, signals and memory are those of the test. */
export async function runSourceHere(
  command: string,
  inputs: SourceInputs = {},
  { onMessage }: { readonly onMessage?: (message: JsonObject) => void } = {},
): Promise<SourceRan> {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-source-'));
  const messages: JsonObject[] = [];
  try {
    const argv = [command, ...optionsOf(inputs, folder)];
    const onLine = (line: string): void => {
      const message = parseMessage(line);
      messages.push(message);
      onMessage?.(message);
    };
    const { code, all } = await runConnectorInProcess(argv, { onLine, isScrubbed: true });
    return new SourceRan(messages, { code, signal: null, out: all, error: '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
