import { writePrivateFile } from '../../app/write-config.ts';
import type { TemplateOptions } from '../../config/template.ts';
import { type ModuleName, moduleNames } from '../../model/stream.ts';
import { defaultConfigFile } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { assertFree } from '../file-exists.ts';
import { ask } from '../prompt.ts';

export interface InitFlags {
  readonly force?: boolean;
}

const variableReference = (name: string): string => `$\{${name}}`;

const untouched: TemplateOptions = {
  region: 'feishu',
  appId: 'cli_TODO',
  appSecret: variableReference('LARK_APP_SECRET'),
  modules: moduleNames,
  path: 'larkstream.duckdb',
};

const readModules = (text: string): ModuleName[] => moduleNames.filter((name) => text.split(/[\s,]+/).includes(name));

/** Asks until the answer makes sense; an empty answer takes what stands in brackets. */
async function askFor<T>(
  question: { readonly text: string; readonly preset: string; readonly again: string },
  read: (answer: string) => T | undefined,
): Promise<T> {
  for (;;) {
    const answer = await ask(`${question.text}${question.preset === '' ? '' : ` [${question.preset}]`}`);
    const value = read(answer === '' ? question.preset : answer);
    if (value !== undefined) return value;
    process.stderr.write(`${question.again}\n`);
  }
}

async function askAll({ texts }: Context): Promise<TemplateOptions> {
  const { region, appId, secretVariable, modules, again } = texts.init;
  const match = (pattern: RegExp) => (answer: string) => (pattern.test(answer) ? answer : undefined);
  return {
    ...untouched,
    region: await askFor({ text: region, preset: 'feishu', again: again('feishu, lark') }, (answer) =>
      answer === 'feishu' || answer === 'lark' ? answer : undefined,
    ),
    appId: await askFor({ text: appId, preset: '', again: again('cli_…') }, match(/^cli_\w+$/)),
    appSecret: variableReference(
      await askFor(
        { text: secretVariable, preset: 'LARK_APP_SECRET', again: again('LARK_APP_SECRET') },
        match(/^[A-Za-z_]\w*$/),
      ),
    ),
    modules: await askFor(
      { text: modules, preset: moduleNames.join(' '), again: again(moduleNames.join(', ')) },
      (answer) => {
        const named = readModules(answer);
        return named.length === 0 ? undefined : named;
      },
    ),
  };
}

export async function init(file: string | undefined, flags: InitFlags, context: Context): Promise<number> {
  const { renderTemplate } = await import('../../config/template.ts');
  const target = file ?? defaultConfigFile;
  const { texts, terminal, isJson } = context;
  if (flags.force !== true) assertFree(target);
  const options = terminal.isInteractive && !isJson ? await askAll(context) : untouched;
  writePrivateFile(target, renderTemplate(options), { overwrite: flags.force ?? false });
  context.emit({ event: 'init', file: target });
  context.say(texts.init.written(target));
  texts.init.next.forEach((step, index) => {
    context.say(`  ${index + 1}. ${step}`);
  });
  return exitCodes.done;
}
