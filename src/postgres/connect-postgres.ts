import { Client, type ClientConfig } from 'pg';
import type { ErrorCode } from '../model/error-codes.ts';
import { BugError, ConfigError, LarkstreamError, TransientError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import type { Secret } from '../model/secret.ts';
import { type PostgresAddress, readPostgresAddress } from './postgres-address.ts';
import { type AddressSetting, isAboutTls, refusalOf, serverMessage, sqlState } from './refusals.ts';

/** An address, the setting that it stands in, and the code that errors get. */
interface ConnectOptions {
  readonly url: Secret;
  readonly setting: AddressSetting;
  readonly code: ErrorCode;
}

/** An open connection. The caller ends the client. */
export interface Connected {
  readonly client: Client;
  /** For further connections of the same kind. */
  readonly config: ClientConfig;
  /** For messages: host and database, never the password. */
  readonly name: string;
}

const connectTimeoutMs = 15_000;
const minServerVersion = 140_000;
const versionUnit = 10_000;

/**
 * The one way to a server: address, TLS and version, for whatever is kept there.
 * @throws ConfigError or TransientError with the code given in the options, ConfigError `config.setting.invalid`.
 */
export async function connectPostgres(options: ConnectOptions, more: ClientConfig = {}): Promise<Connected> {
  const address = readPostgresAddress(options.url, options.setting);
  const { client, config } = await connectByTls(address, options, more);
  try {
    const { rows } = await client.query({ text: 'SHOW server_version_num', rowMode: 'array' });
    assertVersion(Number(rows[0]?.[0]), address.name, options.code);
    return { client, config, name: address.name };
  } catch (thrown) {
    await client.end().catch(() => undefined);
    throw toError(thrown, address.name, options);
  }
}

async function connectByTls(
  { name, url, tlsAttempts }: PostgresAddress,
  options: ConnectOptions,
  more: ClientConfig,
): Promise<{ readonly client: Client; readonly config: ClientConfig }> {
  for (const [at, ssl] of tlsAttempts.entries()) {
    const config: ClientConfig = {
      ...more,
      connectionString: url.reveal(),
      ssl,
      application_name: 'larkstream',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
    };
    const client = new Client(config);
    // A connection that breaks while it is made reports it twice; the second time no listener would be left.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return { client, config };
    } catch (thrown) {
      await client.end().catch(() => undefined);
      if (at + 1 === tlsAttempts.length || !isAboutTls(thrown)) throw toError(thrown, name, options);
    }
  }
  throw new BugError({ code: 'internal.unexpected', message: untranslated(`There is no connection to ${name}`) });
}

/** @throws ConfigError with this code for servers that are too old. */
export function assertVersion(version: number, name: string, code: ErrorCode): void {
  if (version >= minServerVersion) return;
  const held = Math.trunc(version / versionUnit);
  throw new ConfigError({
    code,
    message: {
      en: `${name} is Postgres ${held}; Larkstream needs 14 or newer`,
      zh: `${name} 是 Postgres ${held}，需要 14 或更高版本`,
    },
    cure: {
      en: 'Upgrade the server, or use another one.',
      zh: '请升级服务器，或改用其他服务器。',
    },
  });
}

function toError(thrown: unknown, name: string, { code, setting }: ConnectOptions): LarkstreamError {
  if (thrown instanceof LarkstreamError) return thrown;
  const said = serverMessage(thrown);
  const { cure, isPassing } = refusalOf(thrown, setting);
  const sqlstate = sqlState(thrown);
  const options = {
    code,
    message: { en: `Cannot connect to ${name}: ${said}`, zh: `无法连接 ${name}：“${said}”` },
    cure,
    details: sqlstate === '' ? {} : { sqlstate },
    cause: thrown,
  };
  return isPassing ? new TransientError(options) : new ConfigError(options);
}
