import { createContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createStyle } from '../../src/cli/style.ts';
import { en } from '../../src/cli/texts/en.ts';
import { commandNames } from '../../src/cli/texts/texts.ts';

/** `event` of every JSON line, with its other keys. */
export const jsonEvents: Readonly<Record<string, string>> = {
  start: '`streams`: name, module and write mode of each stream of the run',
  progress:
    'once a second: `elapsedMs`, `commits`, `modules` (`module`, `rows`, `fraction` 0–1 if known, `rowsPerSecond`, `calls`, `waiting` `quota` or `retry`, `isIncomplete`, `remainingMs` if known), `streams` (`stream`, `rows`, `estimate` if known)',
  warning: '`message`, `streams`, `zh` (`message`)',
  retry:
    'something is tried again for some seconds now: `endpoint`, `attempt`, `delayMs` until then, `until` (ms since the epoch, when it is given up at the latest), `message` (what, why, how often, until when), `zh` (`message`)',
  incomplete:
    '`streams` that miss something, `error` (`family`, `code`, `message`, `cure`, `details`, `zh` with `message` and `cure` in Chinese)',
  run: 'a run report: `version` 2, `runId`, `sourceId`, `startedAt`, `finishedAt`, `outcome` (`done`, `incomplete`, `failed`, `stopped`), `streams` (`stream`, `module`, `mode`, `outcome` (`complete`: all of it was read and is there, `partial`, `not_read`), `rowsRead`, `rowsInserted`, `rowsUpdated`, `rowsUnchanged`, `rowsDeleted`, `seconds`, `errors`), `commits`, `warnings` (in Chinese: `zh.warnings`), `error` if the run failed, `isLive` if it followed events, `calls` (module → endpoint → `calls`, `retries`, `throttled`, `waitMs`, `bytes`). The last line of `sync`; one line per run of `status`',
  error: 'what ended the command: `family`, `code`, `message`, `cure`, `details`, `zh` (`message`, `cure`)',
  check:
    '`module`, `subject`, `outcome` (`ok`, `warning`, `failed`, `skipped`), `message`, `zh` (`message`), `error` if there is one',
  advice: 'something in the configuration that will be regretted: `message`',
  finding:
    'one line of `doctor`: `area` (`program`, `configuration`, `network`), `subject`, `outcome` (`ok`, `warning`, `failed`), `message`, `zh` (`message`); then come the lines of `check`',
  checked: '`failed`: how many checks failed. The last line of `check`',
  stream:
    '`name`, `title` (in Chinese: `zh.title`), `description`, `module`, `columns`, `primaryKey`, `parentKey` and `cursor` if there are any, `isWanted`, `mode`',
  freshness:
    '`stream`, `module`, `asOf` (when the last run began that read all of the stream and committed it, or null), `outcome` (`complete`, `partial`, `not_read`) in the last run that had it: one per stream of `status`',
  next: 'when the next run of `sync --every` begins: `at`',
  hook: 'the command of `--on-failure` failed: `code`, or null when a signal ended it',
  planned: 'one endpoint of `sync --dry-run`: `module`, `endpoint`, `calls`, `seconds`, `isEstimate`',
  plan: 'all of `sync --dry-run`: `calls`, `seconds`, `isEstimate`',
  query:
    'the end of an answer of `query` or `preview`: `rows`, `hasMore`. Before it comes one line for each row: `event` is `row`, and `row` holds the columns',
  begun:
    'a run that has told nothing of its end, in `status`: `runId`, `sourceId`, `startedAt`, `pid`, `isUnderWay` (false: it was killed or crashed)',
  reset: '`streams` that were dropped',
  init: '`file` that was written',
  sandbox:
    '`url`, `region`, `appId`, `appSecret`, `tenantName`, `people`, `approvalCodes`, `appTokens`, `records`, `startDate`, `rateLimitScale`, `limits`, `config` if a file was written',
  ready:
    'events are received from now on: `mode`, `webhook` (the request URL as this machine sees it) and `status` (address of the status pages), or null; `appId` in `listen`',
  connection:
    'the connection is in another state: `appId`, `mode`, `state` (`connecting`, `connected`, `reconnecting`, `stopped`, `failed`), `since`, `lastConnectedAt`, `lastEventAt`, `lastPongAt`, `lastError`, `lastErrorAt`, `refusals` (how many requests were refused, by reason), `reconnects`, `nextRetryAt`, `bot`; times in milliseconds',
  refused:
    'requests to the webhook were not believed: `appId`, `reason`, `count` since it was told last, at most once a minute for each reason',
  skipped: '`count`: so many events of `listen` were stored and not printed, because the output was read too slowly',
  dead_letter: 'an event that cannot be read or kept: `id`, `type`, `appId`, `tenantKey`, `error`, `zh` (`error`)',
  subscriptions: '`done`: how many approval definitions and Bases are subscribed, `failed`: which are not',
  batch:
    '`events` that were acted on together, `rows` by stream, `deletes`, `lagMs` from receiving the oldest to the commit',
  trouble: 'something went wrong and is gone on with: `family`, `code`, `message`, `cure`, `details`',
  tenant: '`tenantKey`, `change` (`installed`, `uninstalled`), of an app of the store',
  received:
    'an event of `listen`: `id`, `type`, `appId`, `tenantKey`, `createdAt`, `receivedAt`, `via`, `orderKey`, `dedupKey`, `body`',
  events:
    'how receiving stands, in `status`: `store`, `connections`, `inbox` (`pending`, `dead`, `types`, `oldestPendingAt`, `lastReceivedAt`, `lagMs`), `recentErrors`, `installations`; the same as `/status`',
  inbox: 'an event of `events`: as `received`, with `seq`, `state`, `attempts`, `nextAt`, `finishedAt`, `lastError`',
  replayed: '`count`',
  commanded: '`command`, `connections`: how many were asked',
  answer: '`question`, `sql`, `columns`, `rows`: one per question of `demo`',
};

/** What `larkstream … --help` prints, at a fixed width. */
function helpOf(...argv: readonly string[]): string {
  let printed = '';
  const context = createContext({
    terminal: {
      environment: {},
      isInteractive: false,
      isOutputTty: false,
      isErrorTty: false,
      columns: () => 110,
      out: (text) => {
        printed += text;
      },
      error: () => {},
    },
    texts: en,
    style: createStyle(false),
    errorStyle: createStyle(false),
  });
  try {
    createProgram(context, () => {}).parse([...argv, '--help'], { from: 'user' });
  } catch {
    // Commander leaves by an exception once the help is printed.
  }
  return printed.trimEnd();
}

const block = (text: string): string[] => ['```text', text, '```', ''];

/** `docs/reference/cli.md`: the help of every command, the JSON lines and the exit codes. */
export function renderCliPage(): string {
  return [
    '# Command line',
    '',
    ...block(helpOf()),
    ...commandNames.flatMap((name) => [`## larkstream ${name}`, '', ...block(helpOf(name))]),
    '## Output',
    '',
    'Answers go to the standard output, progress, logs and errors to the error stream. On a terminal the progress is drawn in',
    'place, one line per module; otherwise a line is written every five seconds. `--quiet` leaves only errors, `--verbose` adds',
    'a line for every notable step.',
    '',
    'Colours are off when the output is no terminal, with `--no-color`, and when `NO_COLOR` is set; `FORCE_COLOR=1` switches them',
    'on. The screen speaks English or Simplified Chinese: `--lang`, then `LARKSTREAM_LANG`, then `LC_ALL`, `LC_MESSAGES`, `LANG`.',
    '',
    'The first Ctrl-C (or SIGTERM) ends the run after committing what has arrived, the second leaves at once. Either way the next',
    'run goes on from the last commit.',
    '',
    '## JSON lines',
    '',
    'With `--json` every line of the standard output is one JSON object; `event` says which. Keys are only ever added.',
    '',
    '| event | further keys |',
    '| --- | --- |',
    ...Object.entries(jsonEvents).map(([event, keys]) => `| \`${event}\` | ${keys} |`),
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '| --- | --- |',
    '| 0 | done |',
    '| 1 | failed: the platform, the network or the destination |',
    '| 2 | usage or configuration: a person must correct something (settings, credentials, permissions) |',
    '| 3 | done, but some streams are incomplete; the report says why and what to do |',
    '| 130 | stopped by a signal, or by the end of whoever read the output (`\\| head -1`) |',
    '',
  ].join('\n');
}
