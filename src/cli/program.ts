import { Argument, Command, Option } from 'commander';
import { assertRuntime } from '../model/assert-runtime.ts';
import { languages } from '../model/message.ts';
import { assertOptionsFit, type OptionPlaces } from './assert-options.ts';
import { type CompletableOption, renderCompletion, type Shell } from './completion.ts';
import type { Context } from './context.ts';
import { addEvents } from './event-program.ts';
import { examples } from './examples.ts';
import { helpLayout } from './help-layout.ts';
import { destinationTypes } from './init/destination-types.ts';
import {
  namesFor,
  readAddress,
  readDay,
  readDuration,
  readLimits,
  readShell,
  readVariableName,
  readWords,
  wholeNumber,
} from './option-values.ts';
import { hangText } from './print/wrap-text.ts';
import type { Commands } from './program-parts.ts';
import { addRemote } from './remote-program.ts';
import { addService } from './service-program.ts';
import type { CommandName } from './texts/help-texts.ts';
import { nameInvalidValues } from './usage-error.ts';
import { version } from './version.ts';

interface GlobalFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Read before the command line is parsed, because they also rule how a wrong command line is answered. */
export function readGlobalFlags(argv: readonly string[]): GlobalFlags {
  const end = argv.indexOf('--');
  const words = new Set(end === -1 ? argv : argv.slice(0, end));
  const has = (...names: readonly string[]): boolean => names.some((name) => words.has(name));
  return {
    json: has('--json'),
    quiet: has('--quiet', '-q'),
    verbose: has('--verbose', '-v'),
    color: !has('--no-color'),
  };
}

/** Builds the commands; what a command does is loaded when it runs, so that `--help` answers at once. */
export function createProgram(context: Context, onExit: (code: number) => void): Command {
  const { texts, terminal, style } = context;
  const { options, help } = texts;

  const program = new Command('larkstream')
    .description(help.about)
    .version(version, '-V, --version', options.version)
    .helpOption('-h, --help', options.help)
    .helpCommand(false)
    .exitOverride()
    // `main.ts` prints errors of the command line like any other error.
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.error(text),
      outputError: () => {},
    })
    .configureHelp(helpLayout(context));

  const commands: Commands = {
    add: (name) => addCommand(program, name, context),
    file: ['[file]', texts.help.fileArgument],
    run: async (work) => onExit(await work(context)),
  };
  addFirstSteps(commands, context);
  addEveryday(commands, context);
  addEvents(commands, context);
  addService(commands, context);
  addRemote(commands, context, program);
  addTools(commands, context, program);
  // Before anything is loaded that an older Node has not: its own words would not help.
  program.hook('preAction', () => assertRuntime(terminal.nodeVersion ?? process.versions.node));
  // Last, so that a command's own options come first in its help.
  for (const command of [program, ...program.commands]) {
    addCommonOptions(command, context);
    nameInvalidValues(command);
  }
  const exitCodeLines = hangText('  ', help.exitCodeList, { columns: context.columns, indent: 2 });
  return program
    .addHelpText('after', `\n${style.bold(help.exitCodes)}\n${exitCodeLines.join('\n')}`)
    .addHelpText('after', environmentHelp(context));
}

/** What is read from the environment, beside what a configuration names. */
function environmentHelp({ texts: { help }, style, columns }: Context): string {
  const lines = Object.entries(help.environmentList).flatMap(([name, text]) =>
    hangText(`  ${style.cyan(name)}  `, text, { columns, indent: 4 }),
  );
  return `\n${style.bold(help.environment)}\n${lines.join('\n')}`;
}

function addCommand(program: Command, name: CommandName, context: Context): Command {
  const { texts, style } = context;
  const lines = examples[name].map((line) => `  ${style.dim('$')} ${line}`);
  return program
    .command(name)
    .description(texts.commands[name])
    .addHelpText('after', `\n${style.bold(texts.help.examples)}\n${lines.join('\n')}`);
}

function addFirstSteps({ add, file, run }: Commands, { texts: { options } }: Context): void {
  add('demo')
    .option('--keep <dir>', options.keep)
    .option('--output <path>', options.output)
    .option('--fast', options.fast)
    .option('--live', options.liveDemo)
    .addOption(new Option('--service', options.serviceDemo).conflicts(['live', 'fast', 'output']))
    .addOption(new Option('--bot', options.botDemo).conflicts(['live', 'fast', 'output']))
    .option('--port <port>', options.servicePort, wholeNumber(0, 65_535))
    .action((flags) => run(async (given) => (await import('./commands/demo.ts')).demo(flags, given)));
  add('init')
    .argument(...file)
    .addOption(new Option('--region <region>', options.region).choices(['feishu', 'lark']))
    .option('--base-url <url>', options.baseUrl, readAddress)
    .option('--app-id <id>', options.appId)
    .option('--secret-env <name>', options.secretEnv, readVariableName)
    .option('--modules <names>', options.modules, readWords)
    .option('--approval <code...>', options.approval, namesFor('--approval'))
    .option('--base <link...>', options.base, namesFor('--base'))
    .addOption(new Option('--destination <type>', options.destination).choices(destinationTypes))
    .option('--path <path>', options.path)
    .option('--start-date <day>', options.startDate, readDay)
    .option('-y, --yes', options.takePresets)
    .option('--no-check', options.noCheck)
    .option('--force', options.force)
    .action((path, flags) => run(async (given) => (await import('./commands/init.ts')).init(path, flags, given)));
  add('check')
    .argument(...file)
    .action((path) => run(async (given) => (await import('./commands/check.ts')).check(path, given)));
  add('doctor')
    .argument(...file)
    .action((path) => run(async (given) => (await import('./commands/doctor.ts')).doctor(path, given)));
  add('discover')
    .argument(...file)
    .action((path) => run(async (given) => (await import('./commands/discover.ts')).discover(path, given)));
}

function addEveryday({ add, file, run }: Commands, { texts: { options, help } }: Context): void {
  add('sync')
    .argument(...file)
    .option('--full', options.full)
    .option('--accept-deletes', options.acceptDeletes)
    .option('--streams <glob...>', options.streams, namesFor('--streams'))
    .option('--exclude <glob...>', options.exclude, namesFor('--exclude'))
    .option('--since <date>', options.since, readDay)
    .addOption(new Option('--dry-run', options.dryRun).conflicts(['live', 'every']))
    .addOption(new Option('--live', options.live).conflicts(['full', 'since', 'every']))
    .addOption(new Option('--every <time>', options.every).argParser(readDuration))
    .addOption(new Option('--on-failure <command>', options.onFailure).conflicts(['live', 'dryRun']))
    .action((path, flags) => run(async (given) => (await import('./commands/sync.ts')).sync(path, flags, given)));
  add('status')
    .argument(...file)
    .option('--limit <count>', options.limit, wholeNumber(1), 10)
    .action((path, flags) => run(async (given) => (await import('./commands/status.ts')).status(path, flags, given)));
  add('query')
    .argument('<sql>', help.sqlArgument)
    .argument(...file)
    .option('--limit <count>', options.rowLimit, wholeNumber(0), 100)
    .action((sql, path, flags) =>
      run(async (given) => (await import('./commands/query.ts')).query({ sql, file: path }, flags, given)),
    );
  add('preview')
    .argument('<stream>', help.oneStreamArgument)
    .argument(...file)
    .option('--limit <count>', options.rowLimit, wholeNumber(0), 10)
    .action((stream, path, flags) =>
      run(async (given) => (await import('./commands/query.ts')).preview({ stream, file: path }, flags, given)),
    );
  add('reset')
    .argument('<stream>', help.streamArgument)
    .argument(...file)
    .option('-y, --yes', options.yes)
    .action((stream, path, flags) =>
      run(async (given) => (await import('./commands/reset.ts')).reset({ stream, file: path }, flags, given)),
    );
}

function addTools({ add, run }: Commands, context: Context, program: Command): void {
  const { options, help } = context.texts;
  addSandbox(add('sandbox'), context).action((command: string | undefined, script, flags, of: Command) =>
    run(async (given) => {
      assertOptionsFit(of, command ?? '', sandboxOptions);
      if (command === undefined) return await (await import('./commands/sandbox.ts')).sandbox(flags, given);
      return await (await import('./commands/sandbox-chat.ts')).sandboxChat(script, flags, given);
    }),
  );
  add('spec')
    .option('--file', options.wholeFile)
    .action((flags) => run(async (given) => (await import('./commands/spec.ts')).spec(flags, given)));
  add('completion')
    .argument('<shell>', help.shellArgument, readShell)
    .action((shell: Shell) => run((given) => printCompletion(shell, program, given)));
}

/** What makes a tenant says nothing of a conversation in one. */
const sandboxOptions: OptionPlaces = {
  '--url': ['chat'],
  ...Object.fromEntries(
    ['port', 'seed', 'users', 'records', 'limits', 'region', 'webhook', 'changes', 'write-config', 'force'].map(
      (name) => [`--${name}`, ['']],
    ),
  ),
};

function addSandbox(command: Command, { texts: { options, help } }: Context): Command {
  return command
    .addArgument(new Argument('[command]', help.sandboxArgument).choices(['chat']))
    .argument('[script]', help.scriptArgument)
    .option('--url <url>', options.sandboxUrl, readAddress)
    .option('--port <port>', options.port, wholeNumber(0), 0)
    .option('--seed <number>', options.seed, wholeNumber(0), 1)
    .option('--users <count>', options.users, wholeNumber(1))
    .option('--records <count>', options.records, wholeNumber(0))
    .option('--limits <limits>', options.limits, readLimits, 'documented')
    .addOption(new Option('--region <region>', options.region).choices(['feishu', 'lark']).default('feishu'))
    .option('--webhook <url>', options.webhook, readAddress)
    .option('--changes <count>', options.changes, wholeNumber(0))
    .option('--write-config <file>', options.writeConfig)
    .option('--force', options.force);
}

function addCommonOptions(command: Command, { texts: { options, help } }: Context): void {
  const common = [
    new Option('--json', options.json),
    new Option('-q, --quiet', options.quiet),
    new Option('-v, --verbose', options.verbose),
    new Option('--no-color', options.noColor),
    new Option('--lang <language>', options.lang).choices(languages),
  ];
  for (const option of common) command.addOption(option.helpGroup(help.outputOptions));
}

const completableOptions = (command: Command): CompletableOption[] =>
  command.options.flatMap(({ long, argChoices: choices = [] }) =>
    typeof long === 'string' ? [{ long, choices }] : [],
  );

async function printCompletion(shell: Shell, program: Command, { terminal, isJson, emit }: Context): Promise<number> {
  const { streamNames } = await import('../operations/stream-names.ts');
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: completableOptions(command),
  }));
  const options = completableOptions(program);
  const script = renderCompletion(shell, { commands, options, streams: await streamNames() });
  emit({ event: 'completion', shell, script });
  if (!isJson) terminal.out(script);
  return 0;
}
