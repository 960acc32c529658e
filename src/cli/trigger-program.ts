import { Argument, type Command, Option } from 'commander';
import { sessionStates, triggerStates, turnStates } from '../model/triggers/conversation.ts';
import { chatKinds } from '../model/triggers/inbound-message.ts';
import { handlerKinds } from '../model/triggers/tables.ts';
import { assertNoName, assertOptionsFit, type OptionPlaces } from './assert-options.ts';
import type { Context } from './context.ts';
import { readAddress, readSecretSource, readSetting, wholeNumber } from './option-values.ts';
import type { Commands } from './program-parts.ts';
import { withServer } from './with-server.ts';

/** What one page of the API holds at most. */
const mostListed = 200;
/** Of a dry run. */
const mostEvents = 100;

const triggerCommands = [
  ...(['list', 'show', 'create', 'update', 'publish', 'pause', 'resume', 'move', 'delete'] as const),
  ...(['dry-run', 'versions', 'diff', 'listen'] as const),
] as const;
const handlerCommands = [
  ...(['list', 'show', 'create', 'update', 'test', 'enable', 'disable'] as const),
  ...(['rotate-key', 'delete'] as const),
] as const;
/** What a list of triggers has at most, and more. */
const mostPositions = 100_000;
const sessionCommands = [
  ...(['list', 'show', 'close', 'reset', 'pin', 'unpin'] as const),
  ...(['hand-over', 'take-back', 'erase'] as const),
] as const;
const turnCommands = ['list', 'show', 'replay', 'discard', 'cancel'] as const;

const triggerOptions: OptionPlaces = {
  '--limit': ['list', 'versions'],
  '--integration': ['list', 'create'],
  '--state': ['list'],
  '--text': ['dry-run'],
  '--chat-kind': ['dry-run'],
  '--from': ['dry-run', 'listen'],
  '--mention': ['dry-run'],
  '--last': ['dry-run'],
  '--settings': ['dry-run', 'create', 'update'],
  '--set': ['create', 'update'],
  '--handler': ['create', 'update'],
  '--shadow': ['create', 'update'],
  '--no-shadow': ['create', 'update'],
  '--name': ['update'],
  '--position': ['move'],
  '--yes': ['delete'],
  '--forward': ['listen'],
  '--all': ['listen'],
  '--key-file': ['listen'],
};
const handlerOptions: OptionPlaces = {
  '--limit': ['list'],
  '--kind': ['create', 'list'],
  '--url': ['create', 'update'],
  '--settings': ['create', 'update'],
  '--set': ['create', 'update'],
  '--secret': ['create', 'update'],
  '--name': ['update'],
  '--key-file': ['create', 'rotate-key'],
  '--yes': ['delete'],
};
const sessionOptions: OptionPlaces = {
  '--limit': ['list', 'show'],
  '--trigger': ['list'],
  '--state': ['list'],
  '--search': ['list'],
  '--yes': ['erase'],
};
const turnOptions: OptionPlaces = {
  '--limit': ['list'],
  '--trigger': ['list', 'replay', 'discard'],
  '--session': ['list', 'replay', 'discard'],
  '--state': ['list', 'replay'],
  '--yes': ['replay', 'discard'],
};

/** Commands about the bots of a service elsewhere: what they answer, with what, and what came of it. */
export function addBots(commands: Pick<Commands, 'add' | 'run'>, context: Context): void {
  addTriggers(commands, context);
  addHandlers(commands, context);
  addSessions(commands, context);
  addTurns(commands, context);
}

function addTriggers({ add, run }: Pick<Commands, 'add' | 'run'>, context: Context): void {
  const { options, help } = context.texts;
  withServer(add('triggers'), context)
    .addArgument(new Argument('[command]', help.triggersArgument).choices(triggerCommands).default('list'))
    .argument('[name]', help.triggerArgument)
    .argument('[version]', help.versionArgument)
    .option('--limit <count>', options.listLimit, wholeNumber(1, mostListed), 50)
    .option('--integration <name>', options.triggerOf)
    .addOption(new Option('--state <state>', options.triggerState).choices(triggerStates))
    .option('--text <text>', options.dryText)
    .addOption(new Option('--chat-kind <kind>', options.dryChatKind).choices(chatKinds))
    .option('--from <id>', options.dryFrom)
    .option('--mention', options.dryMention)
    .option('--last <count>', options.dryLast, wholeNumber(1, mostEvents))
    .option('--settings <file>', options.triggerSettings)
    .option('--set <name=value>', options.setTrigger, readSetting)
    .option('--handler <name>', options.triggerHandler)
    .option('--shadow', options.shadow)
    .option('--no-shadow', options.noShadow)
    .option('--name <name>', options.newName)
    .option('--position <number>', options.triggerPosition, wholeNumber(1, mostPositions))
    .option('-y, --yes', options.yes)
    .option('--forward <url>', options.listenForward, readAddress)
    .option('--all', options.listenAll)
    .option('--key-file <file>', options.listenKeyFile)
    .action((command, trigger, version, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, triggerOptions);
        if (command === 'list') assertNoName(of, command, trigger);
        const versions = version === undefined ? [] : version.split('..');
        const request = { command, trigger, versions };
        return await (await import('./commands/triggers.ts')).triggers(request, of.optsWithGlobals(), given);
      }),
    );
}

function addHandlers({ add, run }: Pick<Commands, 'add' | 'run'>, context: Context): void {
  const { options, help } = context.texts;
  withServer(add('handlers'), context)
    .addArgument(new Argument('[command]', help.handlersArgument).choices(handlerCommands).default('list'))
    .argument('[handler]', help.handlerArgument)
    .option('--limit <count>', options.listLimit, wholeNumber(1, mostListed), 50)
    .addOption(new Option('--kind <kind>', options.handlerKind).choices(handlerKinds))
    .option('--url <url>', options.handlerUrl, readAddress)
    .option('--settings <file>', options.handlerSettings)
    .option('--set <name=value>', options.setHandler, readSetting)
    .option('--secret <name=variable>', options.handlerSecret, readSecretSource)
    .option('--key-file <file>', options.handlerKeyFile)
    .option('--name <name>', options.newName)
    .option('-y, --yes', options.yes)
    .action((command, handler, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, handlerOptions);
        if (command === 'list') assertNoName(of, command, handler);
        const request = { command, handler };
        return await (await import('./commands/handlers.ts')).handlers(request, of.optsWithGlobals(), given);
      }),
    );
}

function addSessions({ add, run }: Pick<Commands, 'add' | 'run'>, context: Context): void {
  const { options, help } = context.texts;
  withServer(add('sessions'), context)
    .addArgument(new Argument('[command]', help.sessionsArgument).choices(sessionCommands).default('list'))
    .argument('[session]', help.sessionArgument)
    .option('--limit <count>', options.listLimit, wholeNumber(1, mostListed), 50)
    .option('--trigger <name>', options.ofTrigger)
    .addOption(new Option('--state <state>', options.sessionState).choices(sessionStates))
    .option('--search <text>', options.sessionSearch)
    .option('-y, --yes', options.yes)
    .action((command, session, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, sessionOptions);
        if (command === 'list') assertNoName(of, command, session);
        const request = { command, session };
        return await (await import('./commands/sessions.ts')).sessions(request, of.optsWithGlobals(), given);
      }),
    );
}

function addTurns({ add, run }: Pick<Commands, 'add' | 'run'>, context: Context): void {
  const { options, help } = context.texts;
  withServer(add('turns'), context)
    .addArgument(new Argument('[command]', help.turnsArgument).choices(turnCommands).default('list'))
    .argument('[turn]', help.turnArgument)
    .option('--limit <count>', options.listLimit, wholeNumber(1, mostListed), 50)
    .option('--trigger <name>', options.ofTrigger)
    .option('--session <id>', options.ofSession)
    .addOption(new Option('--state <state>', options.turnState).choices(turnStates))
    .option('-y, --yes', options.yes)
    .action((command, turn, _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, turnOptions);
        if (command === 'list') assertNoName(of, command, turn);
        const request = { command, turn };
        return await (await import('./commands/turns.ts')).turns(request, of.optsWithGlobals(), given);
      }),
    );
}
