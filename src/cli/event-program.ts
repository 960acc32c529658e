import { Argument, type Command, Option } from 'commander';
import { eventStates } from '../model/event.ts';
import { eventDecisions } from '../model/service/event-table.ts';
import { decisionCodes } from '../model/triggers/decision.ts';
import { assertOptionsFit, type OptionPlaces } from './assert-options.ts';
import type { Context } from './context.ts';
import { readEventId, wholeNumber } from './option-values.ts';
import type { Commands } from './program-parts.ts';
import { withServer } from './with-server.ts';

const eventCommands = ['list', 'show', 'why', 'replay', 'retry', 'discard'] as const;
const changing = ['replay', 'retry', 'discard'];
const eventOptions: OptionPlaces = {
  '--state': ['list'],
  '--limit': ['list'],
  '--consumer': ['list', ...changing],
  '--type': ['list', ...changing],
  '--integration': ['list', ...changing],
  '--trigger': ['list'],
  '--decision': ['list'],
  '--reason': ['list'],
};

/** Commands about events that have come: of a configuration, or of a service elsewhere. */
export function addEvents({ add, file, run }: Commands, context: Context): void {
  const { options, help } = context.texts;
  add('listen')
    .argument('[files...]', help.filesArgument)
    .action((files) => run(async (given) => (await import('./commands/listen.ts')).listen(files, given)));
  withServer(add('events'), context)
    .addArgument(new Argument('[command]', help.eventsArgument).choices(eventCommands).default('list'))
    .argument('[events...]', help.eventArgument, readEventId)
    .option('--config <file>', help.fileArgument)
    .addOption(new Option('--state <state>', options.eventState).choices(eventStates))
    .option('--consumer <name>', options.eventConsumer)
    .option('--type <type>', options.eventType)
    .option('--integration <name>', options.ofIntegration)
    .option('--trigger <name>', options.eventTrigger)
    .addOption(new Option('--decision <decision>', options.eventDecision).choices(eventDecisions))
    .addOption(new Option('--reason <code>', options.eventReason).choices(decisionCodes))
    .option('--limit <count>', options.eventLimit, wholeNumber(1), 20)
    .action((command, ids = [], _, of: Command) =>
      run(async (given) => {
        assertOptionsFit(of, command, eventOptions);
        return await (await import('./commands/events.ts')).events({ command, ids }, of.optsWithGlobals(), given);
      }),
    );
  add('connection')
    .addArgument(new Argument('<command>', help.connectionArgument).choices(['refresh', 'reconnect', 'disconnect']))
    .argument(...file)
    .action((command, path) =>
      run(async (given) => (await import('./commands/connection.ts')).connection(command, path, given)),
    );
}
