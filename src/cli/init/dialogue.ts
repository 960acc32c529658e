import type { LookAround } from '../../app/look-around.ts';
import type { BaseTableSettings } from '../../config/settings.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { reportError } from '../../model/run.ts';
import type { ModuleName } from '../../model/stream.ts';
import type { Context } from '../context.ts';
import { formatError } from '../print/print-error.ts';
import type { Prompter } from '../prompt.ts';
import { type Answers, destinationTypes, presetPath, presets } from './answers.ts';
import {
  judgeAddress,
  type Reader,
  readApprovalCode,
  readBase,
  readChoice,
  readDay,
  readModules,
  words,
} from './readers.ts';
import { type InitTexts, initTexts } from './texts.ts';

/** Questions to one person, in the language of the screen. */
export class Dialogue {
  readonly texts: InitTexts;
  readonly #prompter: Prompter;
  readonly #context: Context;

  constructor(prompter: Prompter, context: Context) {
    this.#prompter = prompter;
    this.#context = context;
    this.texts = initTexts[context.texts.language];
  }

  say(line: string): void {
    this.#context.terminal.error(`${line}\n`);
  }

  /** What went wrong, for another try; being stopped is thrown on. */
  tell(thrown: unknown): void {
    if (toLarkstreamError(thrown).family === 'stopped') throw thrown;
    const { errorStyle, texts } = this.#context;
    for (const line of formatError(reportError(toLarkstreamError(thrown)), errorStyle, texts)) this.say(line);
  }

  async ask(question: string, isHidden = false): Promise<string> {
    return await this.#prompter.ask(question, isHidden);
  }

  /** Asks until the answer makes sense; an empty answer takes the preset. */
  async askFor<T>(question: string, preset: string, choices: string, read: Reader<T>): Promise<T> {
    for (;;) {
      const answer = await this.ask(preset === '' ? question : `${question} [${preset}]`);
      const value = read(answer === '' ? preset : answer);
      if (value !== undefined) return value;
      this.say(this.texts.again(choices));
    }
  }

  async isAgreed(question: string): Promise<boolean> {
    return /^(|y|yes|是)$/i.test(await this.ask(question));
  }
}

/** What is to be read, and where to; `given` has what need not be asked. */
export async function askWhat(
  dialogue: Dialogue,
  given: Partial<Answers>,
  look: LookAround | undefined,
): Promise<Omit<Answers, 'region' | 'appId' | 'secretEnv' | 'baseUrl'>> {
  const { texts } = dialogue;
  const wanted =
    given.modules ??
    (await dialogue.askFor(texts.modules, presets.modules.join(' '), presets.modules.join(', '), readModules));
  const approvalCodes = given.approvalCodes ?? (wanted.includes('approval') ? await askApprovals(dialogue, look) : []);
  const bases = given.bases ?? (wanted.includes('base') ? await askBases(dialogue, look) : []);
  const departmentIds =
    given.departmentIds ??
    (wanted.includes('contact') && look !== undefined ? await askDepartments(dialogue, look) : []);
  const isEmpty = (module: ModuleName): boolean =>
    (module === 'approval' && approvalCodes.length === 0) || (module === 'base' && bases.length === 0);
  // A configuration needs one module; with none left, what is to be filled in is marked.
  const filled = wanted.filter((module) => !isEmpty(module));
  const modules = filled.length === 0 ? wanted : filled;
  for (const module of wanted) if (!modules.includes(module)) dialogue.say(texts.leftOut(module));
  const { destination, path } = await askDestination(dialogue, given);
  const hasDays = modules.includes('approval') || modules.includes('attendance');
  const startDate = given.startDate ?? (hasDays ? await askStart(dialogue) : undefined);
  return { modules, approvalCodes, bases, departmentIds, destination, path, startDate };
}

async function askApprovals(dialogue: Dialogue, look: LookAround | undefined): Promise<string[]> {
  const { texts } = dialogue;
  const read: Reader<string[]> = (answer) => {
    const codes = words(answer).map(readApprovalCode);
    const known = codes.filter((code) => code !== undefined);
    return known.length === codes.length ? [...new Set(known)] : undefined;
  };
  const example = '7C468A54-8745-2245-9675-08B7C63E7A85';
  for (;;) {
    const codes = await dialogue.askFor(texts.approvals, '', example, read);
    if (look === undefined) return codes;
    try {
      for (const code of codes) dialogue.say(`  ${texts.approvalFound(code, await look.approvalName(code))}`);
      return codes;
    } catch (thrown) {
      dialogue.tell(thrown);
    }
  }
}

async function askBases(dialogue: Dialogue, look: LookAround | undefined): Promise<BaseTableSettings[]> {
  const chosen: BaseTableSettings[] = [];
  for (;;) {
    const read: Reader<BaseTableSettings | null> = (answer) => (answer === '' ? null : readBase(answer));
    const base = await dialogue.askFor(dialogue.texts.bases, '', 'https://example.feishu.cn/base/…', read);
    if (base === null) return chosen;
    try {
      chosen.push(...(look === undefined ? [base] : await chooseTables(dialogue, base, look)));
    } catch (thrown) {
      dialogue.tell(thrown);
    }
  }
}

async function chooseTables(
  dialogue: Dialogue,
  base: BaseTableSettings,
  look: LookAround,
): Promise<BaseTableSettings[]> {
  const { texts } = dialogue;
  const { appToken, name, tables } = await look.base(base.url ?? base.app_token ?? '');
  dialogue.say(texts.baseFound(name));
  for (const [index, table] of tables.entries()) dialogue.say(`  ${index + 1}  ${table.name}  ${table.id}`);
  const choice = await dialogue.askFor(texts.tables, 'all', '1 2, all', (answer) => readChoice(answer, tables));
  if (choice.length === tables.length) return [{ app_token: appToken }];
  return choice.map(({ id }) => ({ app_token: appToken, table_id: id }));
}

/** More of them nobody reads through. */
const mostDepartments = 60;

/** All of them is what most people want, so that is what a failure means too: the check tells of it again. */
async function askDepartments(dialogue: Dialogue, look: LookAround): Promise<string[]> {
  const { texts } = dialogue;
  try {
    const seen = await look.departments();
    if (seen.length < 2 || seen.length > mostDepartments) return [];
    dialogue.say(texts.departmentsFound);
    for (const [index, { name, id }] of seen.entries()) dialogue.say(`  ${index + 1}  ${name}  ${id}`);
    const choice = await dialogue.askFor(texts.departments, 'all', '1 2, all', (answer) => readChoice(answer, seen));
    return choice.length === seen.length ? [] : choice.map(({ id }) => id);
  } catch (thrown) {
    dialogue.tell(thrown);
    return [];
  }
}

async function askDestination(
  dialogue: Dialogue,
  given: Partial<Answers>,
): Promise<Pick<Answers, 'destination' | 'path'>> {
  const { texts } = dialogue;
  const destination =
    given.destination ??
    (await dialogue.askFor(texts.destination, presets.destination, destinationTypes.join(', '), (answer) =>
      destinationTypes.find((type) => type === answer.toLowerCase()),
    ));
  if (given.path !== undefined) return { destination, path: given.path };
  const preset = presetPath(destination);
  if (destination !== 'postgres') {
    return { destination, path: await dialogue.askFor(texts.path, preset, preset, (answer) => answer) };
  }
  for (;;) {
    const path = await dialogue.askFor(texts.url, preset, preset, (answer) =>
      judgeAddress(answer) === 'wrong' ? undefined : answer,
    );
    if (judgeAddress(path) === 'ok') return { destination, path };
    dialogue.say(texts.holdsPassword);
  }
}

async function askStart(dialogue: Dialogue): Promise<string | undefined> {
  const read: Reader<string> = (answer) => (answer === '' ? '' : readDay(answer));
  const day = await dialogue.askFor(dialogue.texts.startDate, '', '2026-01-31', read);
  return day === '' ? undefined : day;
}
