import { isNamedLikeSchema } from '../../config/advice.ts';
import { datedModules } from '../../config/modules.ts';
import type { ModuleName } from '../../model/stream.ts';
import type { LookAround } from '../../operations/look-around.ts';
import { type Answers, presetPath, presets } from './answers.ts';
import { askBases } from './ask-bases.ts';
import { destinationTypes } from './destination-types.ts';
import type { Dialogue } from './dialogue.ts';
import { addressFlaw, approvalsFlaw, choiceFlaw, dayFlaw, destinationFlaw, modulesFlaw, pathFlaw } from './flaws.ts';
import { judgeAddress, type Reader, readApprovalCode, readChoice, readModules, readStart, words } from './readers.ts';

/** What is to be read, and where to; `given` has what need not be asked. */
export async function askWhat(
  dialogue: Dialogue,
  given: Partial<Answers>,
  look: LookAround | undefined,
): Promise<Omit<Answers, 'region' | 'appId' | 'secretEnv' | 'baseUrl'>> {
  const { texts } = dialogue;
  const wanted =
    given.modules ??
    (await dialogue.askFor(texts.modules, {
      preset: presets.modules.join(' '),
      choices: presets.modules.join(', '),
      read: readModules,
      flaw: modulesFlaw((word) => readModules(word) !== undefined),
    }));
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
  const hasDays = modules.some((module) => datedModules.includes(module));
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
    const codes = await dialogue.askFor(texts.approvals, { choices: example, read, flaw: approvalsFlaw });
    if (look === undefined) return codes;
    try {
      for (const code of codes) dialogue.say(`  ${texts.approvalFound(code, await look.approvalName(code))}`);
      return codes;
    } catch (thrown) {
      dialogue.tell(thrown);
    }
  }
}

/** More of them nobody reads through. */
const maxDepartments = 60;

/** All of them is what most people want, so that is what a failure means too: the check tells of it again. */
async function askDepartments(dialogue: Dialogue, look: LookAround): Promise<string[]> {
  const { texts } = dialogue;
  try {
    const seen = await look.departments();
    if (seen.length < 2 || seen.length > maxDepartments) return [];
    dialogue.say(texts.departmentsFound);
    for (const [index, { name, id }] of seen.entries()) dialogue.say(`  ${index + 1}  ${name}  ${id}`);
    const choice = await dialogue.askFor(texts.departments, {
      preset: 'all',
      choices: '1 2, all',
      read: (answer) => readChoice(answer, seen),
      flaw: choiceFlaw(seen.length),
    });
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
    (await dialogue.askFor(texts.destination, {
      preset: presets.destination,
      choices: destinationTypes.join(', '),
      read: (answer) => destinationTypes.find((type) => type === answer.toLowerCase()),
      flaw: destinationFlaw,
    }));
  if (given.path !== undefined) return { destination, path: given.path };
  const preset = presetPath(destination);
  if (destination !== 'postgres') {
    const isBad = (answer: string): boolean => destination === 'duckdb' && isNamedLikeSchema(answer, 'lark');
    const read: Reader<string> = (answer) => (isBad(answer) ? undefined : answer);
    return { destination, path: await dialogue.askFor(texts.path, { preset, choices: preset, read, flaw: pathFlaw }) };
  }
  const read: Reader<string> = (answer) => (judgeAddress(answer) === 'ok' ? answer : undefined);
  return { destination, path: await dialogue.askFor(texts.url, { preset, choices: preset, read, flaw: addressFlaw }) };
}

async function askStart(dialogue: Dialogue): Promise<string | undefined> {
  const read: Reader<string> = (answer) => (answer === '' ? '' : readStart(answer));
  const day = await dialogue.askFor(dialogue.texts.startDate, { choices: '2026-01-31', read, flaw: dayFlaw });
  return day === '' ? undefined : day;
}
