import type { MessageWriter } from '../airbyte/message-writer.ts';
import { type LogLevel, logMessage } from '../airbyte/messages.ts';
import { createSource } from '../app/create-source.ts';
import { parseSource } from '../config/read-source.ts';
import { must } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import { Secret } from '../model/secret.ts';
import type { Source } from '../model/source.ts';
import type { ModuleName } from '../model/stream.ts';
import { isObject, type JsonValue } from '../util/json.ts';
import { assertAllowedInCloud } from './assert-allowed-in-cloud.ts';
import type { ConnectorRun } from './connector-run.ts';
import { readJsonFile } from './read-json-file.ts';

/** Texts below `credentials`, whatever they are called: they are hidden before it is known whether they are in order. */
function textsIn(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => (key === 'auth_type' ? [] : textsIn(item)))
    : [];
}

/** What an address says about who asks, which is refused, but must not be shown either. */
function userInfoOf(address: JsonValue | undefined): string[] {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined;
  return url === undefined ? [] : [url.username, url.password].filter((text) => text !== '');
}

/** The source that the configuration file of the platform describes; the caller closes it. @throws ConfigError */
export async function openSource(
  { args, region, environment, writer, hide }: ConnectorRun,
  onQuota: (module: ModuleName, ms: number) => void,
): Promise<Source> {
  const value = readJsonFile(must(args.config, '--config'), 'config');
  if (isObject(value))
    hide([...textsIn(value.credentials), ...userInfoOf(value.base_url)].map((text) => new Secret(text)));
  const { settings, ignored } = parseSource(value, region);
  for (const { en } of ignored) writer.send(logMessage('WARN', en));
  assertAllowedInCloud(settings.base_url, environment.DEPLOYMENT_MODE);
  const { source } = await createSource({
    settings,
    logger: toLogger(writer, args.debug || environment.LOG_LEVEL?.toLowerCase() === 'debug'),
    observer: {
      onRetry: ({ message }) => writer.send(logMessage('WARN', message.en)),
      onWaiting: (module, { kind, ms }) => {
        if (kind === 'quota') onQuota(module, ms);
      },
    },
  });
  return source;
}

function toLogger(writer: MessageWriter, isDebug: boolean): Logger {
  const log =
    (level: LogLevel): Logger['info'] =>
    (message, details) =>
      writer.send(logMessage(level, details === undefined ? message : `${message} ${JSON.stringify(details)}`));
  return { debug: isDebug ? log('DEBUG') : () => {}, info: log('INFO'), warn: log('WARN') };
}
