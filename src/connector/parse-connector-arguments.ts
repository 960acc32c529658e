import { parseArgs } from 'node:util';
import { ConfigError, toLarkstreamError } from '../model/errors.ts';

const connectorCommands = ['spec', 'check', 'discover', 'read'] as const;
type ConnectorCommand = (typeof connectorCommands)[number];

/** A command with the files that it needs: each but `spec` has a `config`, `read` has a `catalog`. */
export interface ConnectorArguments {
  readonly command: ConnectorCommand;
  readonly config: string | undefined;
  readonly catalog: string | undefined;
  readonly state: string | undefined;
  readonly debug: boolean;
}

/** What `--help` prints, and what follows a wrong command. */
export function usage(name: string): string {
  return `Usage: ${name} <command> [options]

An Airbyte source: every line on stdout is a message of the Airbyte protocol.

  ${name} spec
  ${name} check --config config.json
  ${name} discover --config config.json
  ${name} read --config config.json --catalog catalog.json [--state state.json]

  --config FILE    settings as JSON; \`${name} spec\` describes them
  --catalog FILE   the configured catalog: which streams, in which mode
  --state FILE     states of an earlier read
  --debug          more log messages, as LOG_LEVEL=debug does
`;
}

/** Undefined when help is asked for. @throws ConfigError `config.command.invalid`. */
export function parseConnectorArguments(argv: readonly string[]): ConnectorArguments | undefined {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: text, catalog: text, state: text, debug: { type: 'boolean' }, help: { type: 'boolean' } },
    }),
  );
  if (values.help === true) return undefined;
  const command = connectorCommands.find((name) => name === positionals[0]);
  if (command === undefined || positionals.length > 1) {
    throw new ConfigError({
      code: 'config.command.invalid',
      message:
        positionals.length === 0
          ? { en: 'No command is given', zh: '没有给出命令' }
          : { en: `There is no command ${positionals.join(' ')}`, zh: `没有命令 ${positionals.join(' ')}` },
    });
  }
  const { config, catalog, state, debug = false } = values;
  if (command !== 'spec' && config === undefined) throw missing('--config', command);
  if (command === 'read' && catalog === undefined) throw missing('--catalog', command);
  return { command, config, catalog, state, debug };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw new ConfigError({ code: 'config.command.invalid', message: toLarkstreamError(thrown).texts.message });
  }
}

function missing(option: string, command: string): ConfigError {
  return new ConfigError({
    code: 'config.command.invalid',
    message: { en: `${command} needs ${option} FILE`, zh: `${command} 需要 ${option} FILE` },
  });
}
