import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { hidden, type Secret } from '../../model/secret.ts';
import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../../model/triggers/handler.ts';
import { plural } from '../../util/plural.ts';
import { partsOfEvents } from '../answer-events.ts';
import { readLines, readText } from '../event-stream.ts';
import { type AnswerEvent, answerEventForm, parsedAs, parsedText } from '../forms/answer.ts';
import { payloadOf } from '../forms/payload.ts';
import { failed, invalidAnswer, refused } from '../refusals.ts';
import { commandRefused, findProgram } from './find-program.ts';
import { type Program, type ProgramEnd, startProgram } from './program.ts';

/** A program that is started for each turn. */
export interface CommandHandlerOptions {
  /** Its name in the folder that the operator allows. */
  readonly program: string;
  readonly args: readonly string[];
  /** What its output is: markdown, or an event of an answer on each line, as JSON. */
  readonly output: 'text' | 'events';
  readonly timeLimitMs: number;
  /** Of each of its processes; 0: without a limit. */
  readonly memoryMegabytes: number;
  readonly mostOutputBytes: number;
  /** Added to the environment, which has nothing of ours but where programs are and which language is spoken. */
  readonly environment: Readonly<Record<string, Secret>>;
}

interface CommandHandlerParts {
  /** Undefined: no programs are allowed. */
  readonly allowedFolder: string | undefined;
  /** Of this process: a few names are handed on. */
  readonly environment: NodeJS.ProcessEnv;
}

const handedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];
/** Between the request to end and the end without asking. */
const graceMs = 2_000;
const maxLineCharacters = 16 * 1024 * 1024;

/** Starts the program with the turn as JSON on stdin; what it writes to stdout is the answer. @throws as `Handler`, also ConfigError `handler.command.refused` */
export function createCommandHandler(options: CommandHandlerOptions, parts: CommandHandlerParts): Handler {
  async function* handle(request: HandlerRequest, { signal }: HandlerTools): AsyncGenerator<ReplyPart, void, void> {
    signal.throwIfAborted();
    const program = await start(options, parts, JSON.stringify(payloadOf(request)));
    const stop = new Stop(program, signal, options.timeLimitMs);
    try {
      const isComplete = yield* partsOf(program, options);
      const end = await program.ended;
      stop.check();
      judge(end, program, options);
      if (!isComplete) throw failed(ended(options.program, 'without its last event', '未给出最后一个事件就结束'));
    } catch (thrown) {
      stop.check();
      throw startFault(thrown, options.program);
    } finally {
      stop.end();
    }
  }
  return { handle };
}

async function start(options: CommandHandlerOptions, parts: CommandHandlerParts, input: string): Promise<Program> {
  const file = await findProgram(parts.allowedFolder, options.program);
  const passed = handedOn.flatMap((name) => {
    const value = parts.environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const added = Object.entries(options.environment).map(([name, secret]) => [name, secret.reveal()] as const);
  return startProgram({
    file,
    args: options.args,
    folder: dirname(file),
    environment: Object.fromEntries([...passed, ...added]),
    prlimit: options.memoryMegabytes === 0 ? undefined : findPrlimit(),
    memoryBytes: options.memoryMegabytes * 1024 * 1024,
    input,
  });
}

function findPrlimit(): string {
  const found = ['/usr/bin/prlimit', '/bin/prlimit'].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return found;
  throw commandRefused({
    en: 'The memory of programs cannot be limited here: there is no prlimit (util-linux). Set the limit to 0 to run without one',
    zh: '此处无法限制程序的内存：没有 prlimit（util-linux）。将限制设为 0 可不加限制地运行',
  });
}

async function* partsOf(
  { output }: Program,
  { output: form, mostOutputBytes, program }: CommandHandlerOptions,
): AsyncGenerator<ReplyPart, boolean, void> {
  const bytes = within(output, mostOutputBytes);
  if (form === 'events') return yield* partsOfEvents(eventsOf(bytes), program);
  let blank = '';
  for await (const text of readText(bytes)) {
    // Blank ends are kept back until something follows.
    const [, said = '', rest = ''] = /^([\s\S]*\S)?(\s*)$/.exec(text) ?? [];
    if (said !== '') {
      yield { kind: 'text', text: blank + said };
      blank = '';
    }
    blank += rest;
  }
  return true;
}

async function* within(output: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  for await (const piece of output) {
    bytes += piece.length;
    if (bytes > most) throw invalidAnswer({ en: `it is larger than ${plural(most, 'byte')}`, zh: `超过 ${most} 字节` });
    yield piece;
  }
}

async function* eventsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<AnswerEvent, void, void> {
  for await (const line of readLines(bytes, maxLineCharacters))
    if (line.trim() !== '') yield parsedAs(answerEventForm, parsedText(line));
}

/** Ends a program at its time, or when its turn is stopped; and with it whatever it has started. */
class Stop {
  readonly #program: Program;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#end(this.#signal.reason);
  #reason: { readonly thrown: unknown } | undefined;

  constructor(program: Program, signal: AbortSignal, timeLimitMs: number) {
    this.#program = program;
    this.#signal = signal;
    const seconds = Math.round(timeLimitMs / 100) / 10;
    const late = failed({ en: `The program was not done after ${seconds} s`, zh: `程序在 ${seconds} 秒后仍未结束` });
    this.#timer = setTimeout(() => this.#end(late), timeLimitMs);
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Throws why it was ended, if it was. */
  check(): void {
    if (this.#reason !== undefined) throw this.#reason.thrown;
  }

  /** What the program has left behind is ended too. */
  end(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (this.#reason === undefined) this.#kill();
  }

  #end(thrown: unknown): void {
    this.#reason ??= { thrown };
    this.#kill();
  }

  #kill(): void {
    this.#program.kill('SIGTERM');
    // Whoever holds the output open keeps the answer from its end.
    const last = setTimeout(() => {
      this.#program.kill('SIGKILL');
      this.#program.output.destroy();
    }, graceMs);
    void this.#program.ended.catch(() => {}).then(() => clearTimeout(last));
  }
}

/** Codes of sysexits.h and of shells for what no repeat mends: it was started wrongly, or is not set up. */
const finalCodes: readonly (number | null)[] = [64, 78, 126, 127];

function judge(
  { code, signal }: ProgramEnd,
  program: Program,
  { program: name, environment }: CommandHandlerOptions,
): void {
  if (code === 0) return;
  let line = program.said().trimEnd().split('\n').at(-1) ?? '';
  for (const secret of Object.values(environment)) line = line.replaceAll(secret.reveal(), hidden);
  const how = signal === null ? `${code}` : signal;
  const words = line === '' ? '' : `: ${line.slice(0, 200)}`;
  const message = ended(name, `with ${how}${words}`, `结束：${how}${words}`);
  throw finalCodes.includes(code) ? refused(message) : failed(message);
}

function ended(name: string, en: string, zh: string): { readonly en: string; readonly zh: string } {
  return { en: `The program “${name}” ended ${en}`, zh: `程序“${name}”${zh}` };
}

/** The system cannot start a file that is there: of another machine, without its interpreter. */
function startFault(thrown: unknown, name: string): unknown {
  const code = thrown instanceof Error && 'syscall' in thrown && 'code' in thrown ? String(thrown.code) : undefined;
  if (code === undefined) return thrown;
  return commandRefused({ en: `“${name}” cannot be started (${code})`, zh: `无法启动“${name}”（${code}）` });
}
