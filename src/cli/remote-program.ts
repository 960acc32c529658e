import { Argument, type Command, Option } from 'commander';
import { runStates } from '../model/service/service-run.ts';
import { assertNoName, assertOptionsFit, type OptionPlaces } from './assert-options.ts';
import type { Context } from './context.ts';
import { readAddress, wholeNumber } from './option-values.ts';
import type { Commands } from './program-parts.ts';
import { addBots } from './trigger-program.ts';
import { usageError } from './usage-error.ts';
import { withServer } from './with-server.ts';

/** What one page of the API holds at most. */
const mostListed = 200;
const pipelineCommands = ['list', 'show', 'streams', 'activate', 'run', 'pause', 'resume'] as const;
const runCommands = ['list', 'show', 'log', 'cancel', 'retry'] as const;
const pipelineOptions: OptionPlaces = {
  '--limit': ['list'],
  '--full': ['run'],
  '--follow': ['run'],
  '--all': ['pause', 'resume'],
  '--yes': ['pause', 'resume'],
};
const tenantCommands = ['show', 'forget'] as const;
const tenantOptions: OptionPlaces = { '--confirm': ['forget'], '--by-hand': ['forget'] };
const runOptions: OptionPlaces = {
  '--limit': ['list', 'log'],
  '--pipeline': ['list'],
  '--state': ['list'],
  '--follow': ['log', 'retry'],
  '--stream': ['log'],
};

/** Commands that ask a service elsewhere. `--server` may stand before them, too: `larkstream --server URL runs`. */
export function addRemote({ add, run }: Commands, context: Context, program: Command): void {
  const { options, help } = context.texts;
  addPipelines({ add, run }, context);
  withServer(add('runs'), context)
    .addArgument(new Argument('[command]', help.runsArgument).choices(runCommands).default('list'))
    .argument('[run]', help.runArgument)
    .option('--limit <count>', options.listLimit, wholeNumber(1, mostListed), 50)
    .option('--pipeline <name>', options.ofPipeline)
    .addOption(new Option('--state <state>', options.runState).choices(runStates))
    .option('--stream <name>', options.ofStream)
    .option('-f, --follow', options.follow)
    .action((command, id, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, runOptions);
        if (command === 'list') assertNoName(of, command, id);
        return await (await import('./commands/runs.ts')).runs({ command, run: id }, of.optsWithGlobals(), given);
      }),
    );
  addBots({ add, run }, context);
  addTenants({ add, run }, context);
  withServer(add('export'), context)
    .argument('<folder>', help.exportArgument)
    .option('--force', options.force)
    .action((folder, _, of: Command) =>
      run(async (given) => (await import('./commands/export.ts')).exportFiles(folder, of.optsWithGlobals(), given)),
    );
  withServer(add('apply'), context)
    .requiredOption('-f, --file <path>', options.applyFile)
    .option('--dry-run', options.applyDryRun)
    .option('--prune', options.applyPrune)
    .action((_, of: Command) =>
      run(async (given) => (await import('./commands/apply.ts')).apply(of.optsWithGlobals(), given)),
    );
  program.addOption(new Option('--server <url>', options.server).argParser(readAddress).hideHelp());
  program.hook('preAction', (_, command) => {
    const takesServer = command.options.some(({ long }) => long === '--server');
    if (takesServer || program.opts().server === undefined) return;
    throw usageError(
      { en: `${command.name()} does not take --server`, zh: `${command.name()} 不接受 --server` },
      `larkstream ${command.name()}`,
    );
  });
}

function addPipelines({ add, run }: Pick<Commands, 'add' | 'run'>, context: Context): void {
  const { options, help } = context.texts;
  withServer(add('pipelines'), context)
    .addArgument(new Argument('[command]', help.pipelinesArgument).choices(pipelineCommands).default('list'))
    .argument('[pipeline]', help.pipelineArgument)
    .option('--limit <count>', options.listLimit, wholeNumber(1, mostListed), 50)
    .option('--full', options.runFull)
    .option('--all', options.allPipelines)
    .option('-y, --yes', options.yes)
    .option('-f, --follow', options.follow)
    .action((command, pipeline, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, pipelineOptions);
        if (command === 'list' || of.opts().all === true) assertNoName(of, command, pipeline);
        return await (await import('./commands/pipelines.ts')).pipelines(
          { command, pipeline },
          of.optsWithGlobals(),
          given,
        );
      }),
    );
}

function addTenants({ add, run }: Pick<Commands, 'add' | 'run'>, context: Context): void {
  const { options, help } = context.texts;
  withServer(add('tenants'), context)
    .addArgument(new Argument('<command>', help.tenantsArgument).choices(tenantCommands))
    .argument('<tenant>', help.tenantArgument)
    .option('--integration <name>', options.tenantOf)
    .option('--confirm <key>', options.confirmTenant)
    .option('--by-hand <id>', options.byHand, (id: string, before: readonly string[] = []) => [...before, id])
    .action((command, tenant, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, tenantOptions);
        return await (await import('./commands/tenants.ts')).tenants({ command, tenant }, of.optsWithGlobals(), given);
      }),
    );
}
