import { quoteWord } from '../util/shell-word.ts';

/** An option that a shell may offer, by its long name with the dashes. */
export interface CompletableOption {
  readonly long: string;
  /** The values that it may have, where they are few. */
  readonly choices: readonly string[];
}

/** A command that a shell may offer. */
interface CompletableCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
}

interface Completable {
  /** Options that stand before a command. */
  readonly options: readonly CompletableOption[];
  readonly commands: readonly CompletableCommand[];
  /** Names for `--streams`, `--exclude`, and for the commands that take one stream. */
  readonly streams: readonly string[];
}

const streamOptions = ['--streams', '--exclude'];
const streamCommands = ['preview', 'reset'];

/** Shells that completion is written for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
/** One of `shells`. */
export type Shell = (typeof shells)[number];

const longOf = (options: readonly CompletableOption[]): string => options.map(({ long }) => long).join(' ');

/** An option with choices, behind the commands in which it has them: the same option may have others elsewhere. */
interface OfferedChoices {
  readonly commands: readonly string[] | 'all';
  readonly long: string;
  readonly choices: readonly string[];
}

function withChoices({ commands, options }: Completable): OfferedChoices[] {
  const all = [
    ...options.map((option) => ({ ...option, command: undefined })),
    ...commands.flatMap((command) => command.options.map((option) => ({ ...option, command: command.name }))),
  ].filter(({ choices }) => choices.length > 0);
  const byLong = Object.values(Object.groupBy(all, ({ long }) => long)).flatMap((same = []) => {
    const different = Object.values(Object.groupBy(same, ({ choices }) => choices.join(' ')));
    return different.map((alike = []) => ({ alike, isEverywhere: different.length === 1 }));
  });
  return byLong.flatMap(({ alike, isEverywhere }) => {
    const [first] = alike;
    if (first === undefined) return [];
    const names = alike.flatMap(({ command }) => command ?? []);
    return [{ long: first.long, choices: first.choices, commands: isEverywhere ? 'all' : names } as const];
  });
}

/** What a shell holds against the command and the word before. */
const patternOf = ({ commands, long }: OfferedChoices): string =>
  commands === 'all' ? `*' ${long}'` : commands.map((name) => `'${name} ${long}'`).join(' | ');

function bash(words: Completable): string {
  const { commands, options: first, streams } = words;
  const cases = commands.map(({ name, options }) => `    ${name}) words=${quoteWord(longOf(options))} ;;`);
  const values = withChoices(words).map((one) => `    ${patternOf(one)}) words=${quoteWord(one.choices.join(' '))} ;;`);
  return `_larkstream() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words='' option='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == --* ]] && option=$word; done
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  if [ -n "$words" ]; then
    :
  elif [ "$COMP_CWORD" -eq 1 ] && [[ $current == -* ]]; then
    words=${quoteWord(longOf(first))}
  elif [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoteWord(commands.map(({ name }) => name).join(' '))}
  elif [[ $current != -* && ( $option == ${streamOptions.join(' || $option == ')} ) ]] ||
    [[ $COMP_CWORD -eq 2 && $current != -* && \${COMP_WORDS[1]} =~ ^(${streamCommands.join('|')})$ ]]; then
    words=${quoteWord(streams.join(' '))}
  elif [[ $current == -* ]]; then
    case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac
  else
    COMPREPLY=($(compgen -f -- "$current"))
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _larkstream larkstream
`;
}

function zsh(words: Completable): string {
  const { commands, options: first, streams } = words;
  const values = withChoices(words).map(
    (one) => `    ${patternOf(one)}) compadd -- ${one.choices.join(' ')}; return ;;`,
  );
  const described = commands.map(
    ({ name, description }) => `    ${quoteWord(`${name}:${description.replaceAll(':', '\\:')}`)}`,
  );
  const cases = commands.map(({ name, options }) => `    ${name}) compadd -- ${longOf(options)} ;;`);
  return `#compdef larkstream
_larkstream() {
  local -a commands=(
${described.join('\n')}
  )
  local -a streams=(${streams.join(' ')})
  local option=\${\${(M)words[2,CURRENT-1]:#--*}[-1]}
  case "$words[2] $words[CURRENT-1]" in
${values.join('\n')}
  esac
  if [[ CURRENT -eq 2 && $words[CURRENT] == -* ]]; then
    compadd -- ${longOf(first)}
  elif (( CURRENT == 2 )); then
    _describe command commands
  elif [[ $words[CURRENT] != -* && ( $option == (${streamOptions.join('|')}) || ( $CURRENT == 3 && $words[2] == (${streamCommands.join('|')}) ) ) ]]; then
    compadd -- $streams
  elif [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${cases.join('\n')}
    esac
  else
    _files
  fi
}
compdef _larkstream larkstream
`;
}

const fishOption = (condition: string, { long, choices }: CompletableOption): string =>
  `complete -c larkstream -n ${condition} -l ${long.replace(/^--/, '')}${choices.length === 0 ? '' : ` -x -a ${quoteWord(choices.join(' '))}`}`;

function fish({ commands, options: before, streams }: Completable): string {
  const first = commands.map(
    ({ name, description }) =>
      `complete -c larkstream -n __fish_use_subcommand -f -a ${name} -d ${quoteWord(description)}`,
  );
  const options = commands.flatMap(({ name, options: long }) =>
    long.map((option) => fishOption(quoteWord(`__fish_seen_subcommand_from ${name}`), option)),
  );
  const names = quoteWord(streams.join(' '));
  const ofStreams = [
    `complete -c larkstream -n ${quoteWord(`__fish_seen_subcommand_from ${streamCommands.join(' ')}`)} -a ${names}`,
    ...streamOptions.map(
      (option) => `complete -c larkstream -n '__fish_seen_subcommand_from sync' -l ${option.slice(2)} -x -a ${names}`,
    ),
  ];
  return `${[...first, ...before.map((option) => fishOption('__fish_use_subcommand', option)), ...options, ...ofStreams].join('\n')}\n`;
}

const writers: Readonly<Record<Shell, (words: Completable) => string>> = { bash, zsh, fish };

/** The script that teaches a shell the commands; to be sourced or put where the shell looks. */
export function renderCompletion(shell: Shell, words: Completable): string {
  return writers[shell](words);
}
