import { Argument, type Command, Option } from 'commander';
import { roles } from '../model/service/role.ts';
import { assertNoName, assertOptionsFit, type OptionPlaces } from './assert-options.ts';
import type { Context } from './context.ts';
import { readAddress, readPostgresAddress, readRoles, readWords, wholeNumber } from './option-values.ts';
import type { Commands } from './program-parts.ts';

const defaultPort = 8700;
const logForms = ['json', 'text', 'off'];
const adminOptions: OptionPlaces = {
  '--public-url': ['add', 'reset'],
  '--name': ['create', 'add'],
  '--role': ['add'],
  '--password-file': ['create'],
};

/** The service, and what keeps it well. */
export function addService({ add, run }: Commands, context: Context): void {
  const { options, help } = context.texts;
  addServe(withStore(add('serve'), context), context).action((flags, of: Command) =>
    run(async (given) => {
      const hasPages = of.getOptionValueSource('port') === 'cli';
      return await (await import('./commands/serve.ts')).serve({ ...flags, hasPages }, given);
    }),
  );
  withStore(add('admin'), context)
    .addArgument(new Argument('<command>', help.adminArgument).choices(['create', 'add', 'reset']))
    .argument('[login]', help.loginArgument)
    .option('--public-url <url>', options.linkUrl, readAddress)
    .option('--name <name>', options.accountName)
    .addOption(new Option('--role <role>', options.accountRole).choices(roles).default('viewer'))
    .option('--password-file <file>', options.passwordFile)
    .action((command, login, flags, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, adminOptions);
        return await (await import('./commands/admin.ts')).admin({ command, login }, flags, given);
      }),
    );
  withStore(add('keys'), context)
    .addArgument(new Argument('<command>', help.keysArgument).choices(['list', 'add', 'rotate', 'retire', 'verify']))
    .argument('[id]', help.keyArgument)
    .option('--yes', options.keyUnusedElsewhere)
    .action((command, id, flags, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, { '--yes': ['retire'] });
        if (!['rotate', 'retire'].includes(command)) assertNoName(of, command, id);
        return await (await import('./commands/keys.ts')).keys({ command, id }, flags, given);
      }),
    );
  withStore(add('backup'), context)
    .argument('<file>', help.backupArgument)
    .option('--force', options.force)
    .action((file, flags) => run(async (given) => (await import('./commands/backup.ts')).backup(file, flags, given)));
  withStore(add('restore'), context)
    .argument('<file>', help.backupArgument)
    .action((file, flags) => run(async (given) => (await import('./commands/backup.ts')).restore(file, flags, given)));
  withStore(add('adopt'), context)
    .argument('<file>', help.adoptArgument)
    .action((file, flags) => run(async (given) => (await import('./commands/adopt.ts')).adopt(file, flags, given)));
}

function withStore(command: Command, { texts: { options } }: Context): Command {
  return command.option('--data <dir>', options.data).option('--store <url>', options.store, readPostgresAddress);
}

function addServe(command: Command, { texts: { options } }: Context): Command {
  return command
    .option('--host <address>', options.listenHost, '127.0.0.1')
    .option('--port <port>', options.listenPort, wholeNumber(0, 65_535), defaultPort)
    .option('--public-url <url>', options.publicUrl, readAddress)
    .option('--proxies <addresses>', options.proxies, readWords)
    .option('--roles <names>', options.roles, readRoles)
    .option('--drain <seconds>', options.drain, wholeNumber(0, 20), 0)
    .option('--slots <count>', options.slots, wholeNumber(1, 64), 4)
    .option('--live-slots <count>', options.liveSlots, wholeNumber(1, 2_000), 8)
    .option('--run-memory <mb>', options.runMemory, wholeNumber(64, 65_536), 512)
    .option('--run-hours <hours>', options.runHours, wholeNumber(1, 168), 23)
    .option('--files-root <dir>', options.filesRoot)
    .option('--programs <dir>', options.programs)
    .option('--allow-private-hosts', options.allowPrivateHosts)
    .option('--allow-base-url', options.allowBaseUrl)
    .addOption(new Option('--log <form>', options.log).choices(logForms));
}
