import { isNamedLikeSchema } from '../../config/advice.ts';
import { destinationKinds } from '../../config/destinations/registry.ts';
import { datedModules, isFilledIn, moduleTitle } from '../../config/modules.ts';
import type { Reader } from '../../model/interviewer.ts';
import { listOf } from '../../model/message.ts';
import type { ModuleName } from '../../model/stream.ts';
import { askModule } from '../../operations/ask-module.ts';
import type { LookAround } from '../../operations/look-around.ts';
import { type Answers, presets } from './answers.ts';
import { destinationTypes } from './destination-types.ts';
import type { Dialogue } from './dialogue.ts';
import { addressFlaw, dayFlaw, destinationFlaw, modulesFlaw, pathFlaw } from './flaws.ts';
import { judgeAddress, readModules, readStart } from './readers.ts';

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
      choices: listOf(presets.modules, dialogue.language),
      read: readModules,
      flaw: modulesFlaw((word) => readModules(word) !== undefined),
    }));
  const settings: Record<ModuleName, object> = { ...given.settings };
  for (const module of wanted) settings[module] ??= await askModule(module, dialogue, look);
  // A configuration needs one module; with none left, what is to be filled in is marked.
  const filled = wanted.filter((module) => isFilledIn(module, settings[module] ?? {}));
  const modules = filled.length === 0 ? wanted : filled;
  for (const module of wanted)
    if (!modules.includes(module)) dialogue.say(texts.leftOut(moduleTitle(module, dialogue.language)));
  const { destination, path } = await askDestination(dialogue, given);
  const hasDays = modules.some((module) => datedModules.includes(module));
  const startDate = given.startDate ?? (hasDays ? await askStart(dialogue) : undefined);
  return { modules, settings, destination, path, startDate };
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
      choices: listOf(destinationTypes, dialogue.language),
      read: (answer) => destinationTypes.find((type) => type === answer.toLowerCase()),
      flaw: destinationFlaw,
    }));
  if (given.path !== undefined) return { destination, path: given.path };
  const kind = destinationKinds[destination];
  const preset = kind.preset;
  if (kind.placeSetting === 'path') {
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
