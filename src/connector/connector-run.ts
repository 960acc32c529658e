import type { MessageWriter } from '../airbyte/message-writer.ts';
import type { RegionName } from '../config/settings.ts';
import type { Secret } from '../model/secret.ts';
import type { ConnectorArguments } from './parse-connector-arguments.ts';

/** What one command of the connector is given. */
export interface ConnectorRun {
  readonly region: RegionName;
  readonly args: ConnectorArguments;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly writer: MessageWriter;
  readonly signal: AbortSignal;
  /** Called with the secrets as soon as they are known, before any other use of the configuration. */
  readonly hide: (secrets: readonly Secret[]) => void;
}
