import { toLarkstreamError } from '../../model/errors.ts';
import type { AnswerOptions, Interviewer } from '../../model/interviewer.ts';
import type { Language, Message } from '../../model/message.ts';
import { reportError } from '../../model/run-report.ts';
import type { Context } from '../context.ts';
import { formatError } from '../print/print-error.ts';
import { hangText } from '../print/wrap-text.ts';
import type { Prompter } from '../prompt.ts';
import { type InitTexts, initTexts } from './texts.ts';

/** Questions to one person, in the language of the screen. */
export class Dialogue implements Interviewer {
  readonly texts: InitTexts;
  readonly language: Language;
  readonly #prompter: Prompter;
  readonly #context: Context;

  constructor(prompter: Prompter, context: Context) {
    this.#prompter = prompter;
    this.#context = context;
    this.language = context.texts.language;
    this.texts = initTexts[this.language];
  }

  say(line: Message | string): void {
    const text = this.#text(line);
    const indent = (/^ */.exec(text)?.[0].length ?? 0) + 2;
    for (const one of hangText('', text, { columns: this.#context.errorColumns, indent })) this.#print(one);
  }

  /** What went wrong, for another try; being stopped is thrown on. */
  tell(thrown: unknown): void {
    if (toLarkstreamError(thrown).family === 'stopped') throw thrown;
    const { errorStyle, texts, errorColumns } = this.#context;
    const lines = formatError(reportError(toLarkstreamError(thrown)), errorStyle, texts, errorColumns);
    for (const line of lines) this.#print(line);
  }

  /** What is wrong with an answer, and what would be right. */
  refuse(flaw: Message, choices: string): void {
    this.say(this.texts.again(this.#text(flaw), choices));
  }

  #text(text: Message | string): string {
    return typeof text === 'string' ? text : text[this.language];
  }

  #print(line: string): void {
    this.#context.terminal.error(`${line}\n`);
  }

  async ask(question: string, isHidden = false): Promise<string> {
    return await this.#prompter.ask(question, isHidden);
  }

  /** Asks until the answer makes sense; an empty answer takes the preset. */
  async askFor<T>(question: Message | string, { preset = '', choices, read, flaw }: AnswerOptions<T>): Promise<T> {
    const text = this.#text(question);
    for (;;) {
      const answer = await this.ask(preset === '' ? text : `${text} [${preset}]`);
      const meant = answer === '' ? preset : answer;
      const value = read(meant);
      if (value !== undefined) return value;
      this.refuse(flaw(meant), choices);
    }
  }

  async isAgreed(question: string): Promise<boolean> {
    return /^(|y|yes|是)$/i.test(await this.ask(question));
  }
}
