/** What a shell may offer: commands, and the long options of each. */
export interface Completable {
  readonly name: string;
  readonly description: string;
  readonly options: readonly string[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function bash(commands: readonly Completable[]): string {
  const cases = commands.map(({ name, options }) => `    ${name}) words=${quote(options.join(' '))} ;;`);
  return `_larkstream() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quote(commands.map(({ name }) => name).join(' '))}
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

function zsh(commands: readonly Completable[]): string {
  const described = commands.map(
    ({ name, description }) => `    ${quote(`${name}:${description.replaceAll(':', '\\:')}`)}`,
  );
  const cases = commands.map(({ name, options }) => `    ${name}) compadd -- ${options.join(' ')} ;;`);
  return `#compdef larkstream
_larkstream() {
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
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

function fish(commands: readonly Completable[]): string {
  const first = commands.map(
    ({ name, description }) => `complete -c larkstream -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
  );
  const options = commands.flatMap(({ name, options: long }) =>
    long.map(
      (option) =>
        `complete -c larkstream -n ${quote(`__fish_seen_subcommand_from ${name}`)} -l ${option.replace(/^--/, '')}`,
    ),
  );
  return `${[...first, ...options].join('\n')}\n`;
}

const writers: Readonly<Record<Shell, (commands: readonly Completable[]) => string>> = { bash, zsh, fish };

/** The script that teaches a shell the commands; to be sourced or put where the shell looks. */
export function renderCompletion(shell: Shell, commands: readonly Completable[]): string {
  return writers[shell](commands);
}
