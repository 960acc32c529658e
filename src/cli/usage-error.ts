import type { Argument, Command, CommanderError, Option } from 'commander';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { allowedInstead, NotAllowed } from './option-values.ts';
import { placeholderInChinese } from './texts/zh-placeholders.ts';

type Say = (...parts: readonly string[]) => Message;

const meant = (names = ''): Message =>
  names === '' ? { en: '', zh: '' } : { en: `; did you mean ${names}?`, zh: `；是否想输入 ${names}？` };

/** What Commander says of a wrong command line, taken apart, so that it can be said in every language. */
const refusals: readonly (readonly [pattern: RegExp, say: Say])[] = [
  [
    /^error: unknown option '(.+?)'(?:\n\(Did you mean (?:one of )?(.+)\?\))?$/s,
    (option, names) => ({
      en: `Unknown option ${option}${meant(names).en}`,
      zh: `没有选项 ${option}${meant(names).zh}`,
    }),
  ],
  [
    /^error: unknown command '(.+?)'(?:\n\(Did you mean (?:one of )?(.+)\?\))?$/s,
    (name, names) => ({ en: `Unknown command ${name}${meant(names).en}`, zh: `没有命令 ${name}${meant(names).zh}` }),
  ],
  [
    /^error: missing required argument '(.+)'$/s,
    (name) => ({ en: `The argument <${name}> is missing`, zh: `缺少参数 <${placeholderInChinese(name)}>` }),
  ],
  [
    /^error: required option '(.+)' not specified$/s,
    (option) => ({ en: `The option ${option} is missing`, zh: `缺少选项 ${option}` }),
  ],
  [
    /^error: option '(.+)' argument missing$/s,
    (option) => ({ en: `The value of ${option} is missing`, zh: `${option} 缺少取值` }),
  ],
  [
    /^error: option '(.+)' cannot be used with option '(.+)'$/s,
    (one, other) => ({ en: `${one} cannot be used with ${other}`, zh: `${one} 不能与 ${other} 同时使用` }),
  ],
  [
    /^error: too many arguments(?: for '.+')?\. Expected (\d+) arguments? but got (\d+): (.+)\.$/s,
    (expected, got, which) => ({
      en: `Too many arguments: ${got} (${which}) instead of ${expected}`,
      zh: `参数过多：最多 ${expected} 个，给出了 ${got} 个（${which}）`,
    }),
  ],
];

function sentenceOf(said: string): Message {
  for (const [pattern, say] of refusals) {
    const parts = pattern.exec(said)?.slice(1);
    if (parts !== undefined) return say(...parts);
  }
  const words = said.replace(/^error: /, '');
  return { en: words, zh: `“${words}”` };
}

/** Where the command line itself is wrong. `command` is what `--help` is to be asked of. */
export function usageError(message: Message, command: string): ConfigError {
  return new ConfigError({
    code: 'config.usage.invalid',
    message,
    cure: { en: `\`${command} --help\` shows its usage.`, zh: `\`${command} --help\` 会列出它的用法。` },
  });
}

/** Commander's refusal as an error of ours. */
export function toUsageError({ message, code }: CommanderError, command: string): ConfigError {
  const isEmpty = code === 'commander.help';
  return usageError(isEmpty ? { en: 'No command is given', zh: '没有给出命令' } : sentenceOf(message), command);
}

/** Has the command name the option or argument whose value is not allowed, in every language. */
export function nameInvalidValues(command: Command): void {
  const program = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  for (const option of command.options) {
    const name = option.long ?? option.flags;
    nameInvalid(option, { en: name, zh: name }, program);
  }
  for (const argument of command.registeredArguments) {
    const name = argument.name();
    nameInvalid(argument, { en: `<${name}>`, zh: `<${placeholderInChinese(name)}>` }, program);
  }
}

function nameInvalid(target: Option | Argument, name: Message, program: string): void {
  const { parseArg: read, argChoices } = target;
  if (read === undefined) return;
  target.parseArg = (value, previous) => {
    try {
      return read(value, previous);
    } catch (thrown) {
      const allowed = allowedInstead(thrown, argChoices);
      if (allowed === undefined) throw thrown;
      const shown = thrown instanceof NotAllowed && thrown.isHidden ? undefined : value;
      const message =
        shown === undefined
          ? { en: `${name.en} must be ${allowed.en}`, zh: `${name.zh} 必须是${allowed.zh}` }
          : {
              en: `${name.en} is "${shown}" and must be ${allowed.en}`,
              zh: `${name.zh} 的值 “${shown}” 无效：必须是${allowed.zh}`,
            };
      throw usageError(message, program);
    }
  };
}
