import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  readBoolean,
  readNumber,
  readText,
} from '../../src/util/json.ts';

/** What a tool has answered; `value` is its text, read as JSON where it is some. */
interface ToolAnswer {
  readonly isError: boolean;
  readonly value: JsonValue;
}

/** A server of the Model Context Protocol, spoken to over its standard input and output. */
export class McpProgram implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: JsonObject) => void>();
  #next = 1;

  private constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, args);
    // What it says of itself is nothing here, and a pipe that nobody reads would stop it.
    this.#child.stderr.resume();
    createInterface(this.#child.stdout).on('line', (line) => {
      const answer = parseJson(line);
      if (isObject(answer)) this.#waiting.get(readNumber(answer, 'id') ?? 0)?.(answer);
    });
  }

  /** Starts a script of Node, and shakes hands with it. */
  static async start(args: readonly string[]): Promise<McpProgram> {
    const program = new McpProgram(args);
    const clientInfo = { name: 'larkstream-tests', version: '1' };
    await program.#ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    program.#send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return program;
  }

  async tools(): Promise<readonly string[]> {
    const { tools } = await this.#ask('tools/list', {});
    return Array.isArray(tools) ? tools.map((one) => (isObject(one) ? (readText(one, 'name') ?? '') : '')) : [];
  }

  async call(name: string, args: JsonObject): Promise<ToolAnswer> {
    const result = await this.#ask('tools/call', { name, arguments: args });
    const { content } = result;
    const [first] = Array.isArray(content) ? content : [];
    const text = isObject(first) ? (readText(first, 'text') ?? '') : '';
    return { isError: readBoolean(result, 'isError') ?? false, value: parseJson(text) ?? text };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }

  async #ask(method: string, params: JsonObject): Promise<JsonObject> {
    const id = this.#next++;
    const answer = await new Promise<JsonObject>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
    const { result } = answer;
    if (!isObject(result)) throw new Error(`${method}: ${JSON.stringify(answer)}`);
    return result;
  }

  #send(message: JsonObject): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}
