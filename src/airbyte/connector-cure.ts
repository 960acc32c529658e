import type { ErrorCode } from '../model/error-codes.ts';
import type { LarkstreamError } from '../model/errors.ts';

/** What only `larkstream` has: its commands and options. */
const commandLine = /`larkstream\b|--(?:accept-deletes|force|full|live)\b/;

/** What to do instead where a person has a form, and a connector that is asked by a platform. */
const cures: Partial<Readonly<Record<ErrorCode, string>>> = {
  'config.file.missing': 'Name the file as this program sees it; in a container that is a path inside of it.',
  'config.file.exists': 'Name another file.',
  'config.file.malformed': 'Give the JSON that the command of the connector asks for.',
  'config.setting.invalid': 'Correct the named setting in the configuration of the source.',
  'config.stream.unknown': 'Refresh the schema of the connection, then choose the streams again.',
  'source.scan.suspicious':
    "Check the app's permissions. If the rows are really gone, clear the state of this stream (a refresh or reset), then sync again.",
  'state.version.newer':
    'Use the newer version of the connector again, or clear the state of the connection: everything is then read from the beginning.',
  'events.ticket.missing':
    'Give a token that you got elsewhere: tenant_access_token, or app_access_token with tenant_key.',
};

const fallback = 'Correct the configuration of the source, or ask the administrator of the app.';

/** What to do next, for a person who has the connector and not the command line. */
export function connectorCure({ code, cure }: LarkstreamError): string {
  return commandLine.test(cure) ? (cures[code] ?? fallback) : cure;
}
