import type { ModuleQuestions } from '../feeds/questions.ts';
import { modules } from '../feeds/registry.ts';
import { ConfigError } from '../model/errors.ts';
import type { Interviewer } from '../model/interviewer.ts';
import type { ModuleName } from '../model/stream.ts';
import type { LookAround } from './look-around.ts';

/** Asks a person what a module needs to know; gives settings of the module, none for a module that asks nothing. */
export async function askModule(
  module: ModuleName,
  interviewer: Interviewer,
  look: LookAround | undefined,
): Promise<object> {
  return (await (await questionsOf(module))?.ask(interviewer, look?.context)) ?? {};
}

/**
 * Settings from what the flag named after a module was given.
 * @throws ConfigError `config.usage.invalid` when one of the texts makes no sense
 */
export async function readModuleFlag(module: ModuleName, texts: readonly string[]): Promise<object> {
  const flag = (await questionsOf(module))?.flag;
  const settings = flag?.read(texts);
  if (flag === undefined || settings !== undefined) return settings ?? {};
  const { en, zh } = flag.takes;
  const flaw = flag.flaw?.(texts);
  const but = flaw === undefined ? { en: '', zh: '' } : { en: `; ${flaw.en}`, zh: `；${flaw.zh}` };
  throw new ConfigError({
    code: 'config.usage.invalid',
    message: { en: `--${module} must be ${en}${but.en}`, zh: `--${module} 必须是${zh}${but.zh}` },
  });
}

async function questionsOf(name: ModuleName): Promise<ModuleQuestions | undefined> {
  return await modules.find((module) => module.name === name)?.loadQuestions?.();
}
