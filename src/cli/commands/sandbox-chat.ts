import { readFileSync } from 'node:fs';
import { ConfigError } from '../../model/errors.ts';
import type { ChatLine, ChatLines, PlayedConversation } from '../../operations/sandbox/play-chat.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withStopSignals } from '../stop-signals.ts';
import { usageError } from '../usage-error.ts';
import { version } from '../version.ts';

interface ChatFlags {
  /** Of a running sandbox; with a bot of its own when absent. */
  readonly url?: string;
}

/** `larkstream sandbox chat`: plays a conversation, shows it, and fails where it did not go as its script says. */
export async function sandboxChat(file: string | undefined, { url }: ChatFlags, context: Context): Promise<number> {
  if (file === undefined) {
    const message = {
      en: 'Name the script: `sandbox chat talk.txt`, or - for the standard input',
      zh: '请指定脚本：`sandbox chat talk.txt`，或用 - 表示标准输入',
    };
    throw usageError(message, 'larkstream sandbox');
  }
  const script = readScript(file);
  const { playChat } = await import('../../operations/sandbox/play-chat.ts');
  const { environment } = context.terminal;
  return await withStopSignals(async (signal) => {
    const play = (at: string): Promise<PlayedConversation> => playChat({ url: at, script, environment, signal });
    const played = url === undefined ? await withDemo(play, signal, context) : await play(url);
    if (played === undefined) return exitCodes.stopped;
    return show(file, played, context);
  });
}

/** @throws ConfigError where there is no such file */
function readScript(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const message = { en: `${file} cannot be read`, zh: `无法读取 ${file}` };
    throw new ConfigError({ code: 'config.usage.invalid', message, cause });
  }
}

/** A simulated company, a service and its bot, for as long as the conversation. Undefined where the signal comes first. */
async function withDemo<T>(work: (url: string) => Promise<T>, signal: AbortSignal, context: Context) {
  const { openServiceDemo } = await import('../../operations/demo/open-service-demo.ts');
  context.note(context.texts.sandbox.preparing);
  const demo = await openServiceDemo({ port: 0, hasBot: true, version, logger: context.logger });
  try {
    for await (const _ of demo.firstRuns(signal));
    return signal.aborted ? undefined : await work(demo.info.url);
  } finally {
    await demo.close();
  }
}

function show(file: string, { chats, faults, isPlayed }: PlayedConversation, context: Context): number {
  const { emit, say, style, texts } = context;
  emit({ event: 'conversation', chats, faults });
  for (const { name, lines } of chats) {
    say(style.bold(name === '' ? texts.sandbox.direct(personIn(lines)) : name));
    for (const line of lines) sayLine(line, context);
    say();
  }
  for (const { line, message } of faults) say(style.red(texts.sandbox.wrongLine(file, line, message[texts.language])));
  if (faults.length === 0) say(style.green(texts.sandbox.asWritten));
  if (faults.length === 0) return exitCodes.done;
  return isPlayed ? exitCodes.failed : exitCodes.configuration;
}

function personIn(lines: ChatLines['lines']): string {
  return lines.find(({ isBot }) => !isBot)?.from ?? '';
}

function sayLine(line: ChatLine, { say, style, texts }: Context): void {
  const { from, isBot, isInThread, isEdited, isRecalled, text, buttons, followUps, reactions } = line;
  const indent = isInThread ? '    ' : '  ';
  const name = isBot ? style.cyan(from) : style.bold(from);
  const [first = '', ...more] = (isRecalled ? texts.sandbox.recalled : text).split('\n');
  say(`${indent}${name}: ${first}${isEdited ? ` ${style.dim(texts.sandbox.edited)}` : ''}`);
  for (const part of more) say(`${indent}  ${part}`);
  const below = [
    ...buttons.map((button) => `[${button}]`),
    ...followUps.map((bubble) => `(${bubble})`),
    ...reactions.map((emoji) => `:${emoji}:`),
  ];
  if (below.length > 0) say(`${indent}  ${style.dim(below.join(' '))}`);
}
