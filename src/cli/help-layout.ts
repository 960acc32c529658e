import { type Argument, type Command, Help, type HelpConfiguration, type Option } from 'commander';
import { listOf } from '../model/message.ts';
import type { Context } from './context.ts';
import { displayWidth } from './print/display-width.ts';
import { wrapText } from './print/wrap-text.ts';

const widest = 110;
const plain = new Help();

/** How Commander lays its help out: in the language of the screen, by display width, in the inks of the terminal. */
export function helpLayout({ terminal, texts: { help, language }, style }: Context): HelpConfiguration {
  const more = (parts: readonly string[]): string =>
    parts.length === 0 ? '' : help.inBrackets(parts.join(help.comma));
  const describe = ({ description, argChoices, defaultValue }: Option | Argument): string => {
    const choices = argChoices === undefined ? [] : [help.choices(listOf(argChoices, language))];
    const preset =
      defaultValue === undefined || typeof defaultValue === 'boolean' ? [] : [help.preset(String(defaultValue))];
    return description + more([...choices, ...preset]);
  };
  const usage = help.titles['Usage:'];
  return {
    // A full-width colon has its blank within.
    formatHelp: (command, helper) => {
      const text = plain.formatHelp(command, helper);
      return usage === undefined ? text : text.replace(`${style.bold(usage)} `, style.bold(usage));
    },
    helpWidth: terminal.isOutputTty ? Math.min(terminal.columns(), widest) : widest,
    displayWidth,
    boxWrap: (text, width) => wrapText(text, width).join('\n'),
    commandUsage: (command) => help.usage(plain.commandUsage(command)),
    argumentTerm: (argument) => help.argument(argument.name()),
    optionDescription: describe,
    argumentDescription: describe,
    subcommandTerm: (command: Command) =>
      [
        command.name(),
        ...command.registeredArguments.map((argument) => humanReadableArgument(argument, help.argument)),
      ].join(' '),
    styleTitle: (title) => style.bold(help.titles[title] ?? title),
    styleCommandText: (text) => style.cyan(text),
    styleSubcommandTerm: (text) => style.cyan(text),
    styleOptionTerm: (text) => style.cyan(text),
  };
}

function humanReadableArgument(argument: Argument, nameOf: (name: string) => string): string {
  const shown = nameOf(argument.name()) + (argument.variadic ? '...' : '');
  return argument.required ? `<${shown}>` : `[${shown}]`;
}
