import { createContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createStyle } from '../../src/cli/style.ts';
import { en } from '../../src/cli/texts/en.ts';
import { commandNames } from '../../src/cli/texts/help-texts.ts';
import type { Texts } from '../../src/cli/texts/texts.ts';
import { zh } from '../../src/cli/texts/zh.ts';
import type { Language } from '../../src/model/message.ts';
import { pageTexts } from './cli-texts.ts';
import { linkToOther } from './languages.ts';
import { renderLines } from './wire/render.ts';

const texts: Readonly<Record<Language, Texts>> = { en, zh };

/** What `larkstream … --help` prints, at a fixed width. */
function helpOf(language: Language, ...argv: readonly string[]): string {
  let printed = '';
  const context = createContext({
    terminal: {
      environment: {},
      isInteractive: false,
      isOutputTty: false,
      isErrorTty: false,
      columns: () => 110,
      out: (text) => {
        printed += text;
      },
      error: () => {},
    },
    texts: texts[language],
    style: createStyle(false),
    errorStyle: createStyle(false),
  });
  try {
    createProgram(context, () => {}).parse([...argv, '--help'], { from: 'user' });
  } catch {
    // Commander leaves by an exception once the help is printed.
  }
  return printed.trimEnd();
}

const block = (text: string): string[] => ['```text', text, '```', ''];

/** `docs/reference/cli.md`: the help of every command, the JSON lines and the exit codes. */
export function renderCliPage(language: Language): string {
  const { title, output, json, exitCodes } = pageTexts[language];
  return [
    title,
    '',
    linkToOther('cli', language),
    '',
    ...block(helpOf(language)),
    ...commandNames.flatMap((name) => [`## larkstream ${name}`, '', ...block(helpOf(language, name))]),
    ...output,
    '',
    ...json,
    '',
    ...renderLines(language),
    ...exitCodes,
    '',
  ].join('\n');
}
