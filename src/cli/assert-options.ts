import type { Command } from 'commander';
import { usageError } from './usage-error.ts';

/** Options that belong to some words of a command only, such as `--full` to `pipelines run`; the others take none of them. An empty word is the command without one. */
export type OptionPlaces = Readonly<Record<string, readonly string[]>>;

/**
 * An option that would do nothing is refused: whoever gives it counts on what it does.
 * @throws ConfigError `config.usage.invalid`
 */
export function assertOptionsFit(of: Command, word: string, places: OptionPlaces): void {
  for (const option of of.options) {
    const { long } = option;
    if (typeof long !== 'string') continue;
    const words = places[long];
    if (words === undefined || words.includes(word)) continue;
    if (of.getOptionValueSource(option.attributeName()) !== 'cli') continue;
    const right = words.map((one) => `\`${[of.name(), one].filter(Boolean).join(' ')}\``);
    throw usageError(
      { en: `${long} belongs to ${right.join(', ')}`, zh: `${long} 只用于 ${right.join('、')}` },
      `larkstream ${of.name()}`,
    );
  }
}

/** @throws ConfigError `config.usage.invalid` where a word that takes no name has one */
export function assertNoName(of: Command, word: string, name: string | undefined): void {
  if (name === undefined) return;
  throw usageError(
    { en: `\`${of.name()} ${word}\` takes no name: ${name}`, zh: `\`${of.name()} ${word}\` 不接受名称：${name}` },
    `larkstream ${of.name()}`,
  );
}
