import { plural } from '../../util/plural.ts';
import { formatCount } from '../print/numbers.ts';
import { enBots } from './en-bots.ts';
import { enHelp } from './en-help.ts';
import { enRemote } from './en-remote.ts';
import { enRuns } from './en-runs.ts';
import { enService, enServiceDemo } from './en-service.ts';
import type { Texts } from './texts.ts';

/** "1 row", "1,234 rows". */
const counted = (count: number, one: string, many?: string): string => plural(count, one, many, formatCount);

/** The screen in English. */
export const en: Texts = {
  language: 'en',
  colon: ': ',
  ...enHelp,
  ...enRuns,
  service: enService,
  serviceDemo: enServiceDemo,
  remote: enRemote,
  bots: enBots,
  progress: {
    rows: (count) => counted(count, 'row'),
    perSecond: '/s',
    calls: (count) => counted(count, 'call'),
    finished: 'read',
    waitingForQuota: (duration) => `waiting for quota, ${duration}`,
    waitingToRetry: (duration) => `waiting to retry, ${duration}`,
    left: (duration) => `${duration} left`,
    commits: (count) => counted(count, 'commit'),
    syncing: (app, target) => `Syncing ${app} to ${target}`,
    reading: (target) => `Reading ${target}`,
    starting: 'starting',
    stopping: 'Stopping: the run commits the rows that have arrived. Press Ctrl-C again to exit at once.',
  },
  error: {
    next: 'next',
    code: 'code',
    logId: 'log id',
    where: 'where',
    unexpected: 'An internal error occurred that should be impossible',
  },
  check: {
    checking: (target) => `Checking ${target}`,
    outcomes: { ok: 'ok', warning: 'warning', failed: 'failed', skipped: 'skipped' },
    connection: 'Connection',
    subject: (subject) => subject,
    allGood: 'Everything that a sync needs is in place.',
    nothingFailed: (warnings) =>
      `No check failed. ${counted(warnings, 'check warns', 'checks warn')} of missing data or of something that cannot be tested.`,
    someFailed: (count) => `${count} of the checks failed.`,
  },
  discover: {
    listing: (app) => `Listing the streams of ${app}`,
    module: 'Module',
    stream: 'Stream',
    key: 'Primary key',
    columns: 'Columns',
    title: 'Content',
    unwantedStream: (title) => `${title} (left out by the configuration)`,
  },
  live: {
    receiving: (way) => `Receiving events: ${way}`,
    noEncryptKey:
      'No encrypt_key is set: anyone who learns the Verification Token can forge events. Set one in the developer console and here.',
    statusAt: (url) => `Status: ${url}/status, metrics: ${url}/metrics`,
    modes: { webhook: 'webhook', long_connection: 'long connection' },
    connection: {
      connecting: 'connecting',
      connected: 'connected',
      reconnecting: 'reconnecting',
      stopped: 'stopped',
      failed: 'failed',
    },
    nextTry: (seconds) => `(next try in ${seconds} s)`,
    subscribed: (done, all) => `Subscribed to ${done} of ${all} approval definitions and Bases`,
    notSubscribed: (subject, reason) => `Subscribing to ${subject} failed: ${reason}`,
    following: 'Taking a snapshot (reading everything once) and following events from now on.',
    events: (count) => counted(count, 'event'),
    batch: ({ events, what, lag }) => `${events} → ${what}, ${lag} s after arrival`,
    nothingOfOurs: 'nothing to replicate',
    deleted: (count) => `${count} deleted`,
    reconciled: (rows) => `Snapshot done: ${counted(rows, 'row')} had changed without an event`,
    tenant: {
      installed: (tenant) => `Tenant ${tenant} has installed the app: its tables are replicated from now on`,
      uninstalled: (tenant) => `Tenant ${tenant} has uninstalled the app: its tables stay as they are`,
    },
    refused: (count, what) => `${counted(count, 'request was', 'requests were')} refused: ${what}`,
    skipped: (count) =>
      `${counted(count, 'event was', 'events were')} stored and not shown: the reader of the output is too slow`,
    deadLetter: ({ id, type, error }) =>
      `Dead letter ${type} ${id}: ${error}. It is acknowledged; \`larkstream events --state dead\` shows it`,
    stop: 'Ctrl-C ends it; it commits the rows that have arrived, and the next start continues from there.',
    brokenOff: 'Following events has failed',
    readAgain: 'After a pause a new snapshot reads what was missed.',
    stopped: 'Stopped.',
    listening: 'Events are stored; `larkstream sync --live` processes them later.',
  },
  events: {
    heading: 'Events',
    mode: 'Mode',
    state: 'State',
    bot: 'Bot',
    lastEvent: 'Last event',
    owner: 'Process',
    lastError: 'Last error',
    gone: 'not responding',
    inbox: (pending, dead) => `Inbox: ${formatCount(pending)} waiting, ${counted(dead, 'dead letter')}`,
    consumer: 'Consumer',
    expired: (count, consumer) =>
      `${counted(count, 'event')} expired before ${consumer} processed them. ${
        consumer === 'replication'
          ? 'Run `larkstream sync --live` with this store; its first snapshot reads what they changed'
          : 'Run the program of this consumer, or set a higher `events.retention_days`'
      }`,
    lagHalf: 'Median lag (s)',
    lagMost: 'p99 lag (s)',
    type: 'Type',
    states: { pending: 'waiting', done: 'done', dead: 'dead', kept: 'kept' },
    received: 'Received',
    id: 'Id',
    attempts: 'Attempts',
    lastErrorAt: (time) => `Last error, ${time} UTC`,
    refusals: {
      signature: {
        what: 'the signature is wrong',
        next: 'Compare `events.webhook.encrypt_key` with the developer console. If both are the same, a stranger sent the request.',
      },
      timestamp: {
        what: "its timestamp is too far from this machine's clock",
        next: 'Set the clock of this machine (`timedatectl`). If it is right, someone replayed an old request.',
      },
      token: {
        what: 'the Verification Token is wrong',
        next: 'Copy the Verification Token again from the developer console, Events & Callbacks > Encryption Strategy.',
      },
      not_encrypted: {
        what: 'it is not encrypted with the Encrypt Key',
        next: 'Set the same Encrypt Key in the developer console and in `events.webhook.encrypt_key`.',
      },
      key_missing: {
        what: 'it is encrypted, and no Encrypt Key is configured',
        next: 'Copy the Encrypt Key from the developer console to `events.webhook.encrypt_key`.',
      },
      old_card: {
        what: 'it is a card callback in the old form',
        next: 'Use `card.action.trigger` in the developer console, or set `events.webhook.old_card_callback: true`.',
      },
      other_app: {
        what: 'it is for another app',
        next: 'Compare `credentials.app_id` with the app whose request URL this is.',
      },
      unreadable: {
        what: 'it is not an event',
        next: 'Nothing to do: someone probes the address. The platform sends only events.',
      },
      path: {
        what: 'no integration has this path',
        next: 'The request URL in the developer console must end with /api/lark/webhook/ and the value of `integration`.',
      },
      method: {
        what: 'it is not a POST',
        next: 'Nothing to do: someone probes the address. The platform sends events with POST.',
      },
      too_large: {
        what: 'it is too large',
        next: 'Set an Encrypt Key: the limit is 4 MB with one, 1 MB without.',
      },
      too_slow: {
        what: 'it did not arrive within five seconds',
        next: 'Check the network and the proxy in front, which should buffer whole requests before it forwards them.',
      },
      overload: {
        what: 'too many connections or bodies are waiting',
        next: 'Put a proxy in front that admits only the addresses of the platform, and list it in `events.webhook.proxies`.',
      },
    },
    refused: (count, what) => `Refused ${counted(count, 'request')}: ${what}`,
    none: (appId) => `No events of ${appId}.`,
    noStore: (store) => `The event store ${store} does not exist; no event has been received yet.`,
    noDead: 'There are no dead letters.',
    payload: 'Payload',
    replayed: (count) => `${counted(count, 'event is', 'events are')} processed again.`,
    commanded: (count) =>
      `Sent to ${counted(count, 'connection, which acts', 'connections, which act')} within a second.`,
    noConnection: 'No process receives events for this app. Start `larkstream sync --live` or `larkstream listen`.',
    connectedWithoutEvents:
      'Connected, but no event has come yet. In the developer console: is the app published, the bot on, the subscription mode the same, and are events added?',
  },
  doctor: {
    areas: { program: 'Program', configuration: 'Configuration', network: 'Network' },
    subjects: { node: 'Node' },
  },
  every: {
    next: (at) => `The next run begins at ${at} UTC. Ctrl-C ends the command.`,
    hookFailed: (code) => `The --on-failure command exited with ${code}.`,
  },
  query: {
    rows: (count) => counted(count, 'row'),
    more: (shown) =>
      `Only the first ${shown === 1 ? 'row is' : `${counted(shown, 'row')} are`} shown; --limit 0 shows all.`,
  },
  reset: {
    confirm: (streams, target) => `Drop ${streams} from ${target}?`,
    done: (streams) => `Dropped ${streams}; the next sync reads all of it again.`,
    sharedWalk: (module) => `The other streams of ${module} share its walk and are read again too.`,
    cancelled: 'Nothing was changed.',
  },
  sandbox: {
    running: 'A simulated tenant is running',
    address: 'address',
    chats: 'chats',
    appId: 'app id',
    appSecret: 'app secret',
    configHeading: 'A configuration for it:',
    configWritten: (file) => `Wrote ${file}. In another terminal:`,
    stop: 'Ctrl-C ends it; the same seed gives the same tenant again.',
    tenant: 'tenant',
    ofSeed: (tenant, seed) => `${tenant} (seed ${seed})`,
    limits: 'rate limits',
    limitsWord: (limits) =>
      limits === 'documented' ? 'as documented' : limits === 'off' ? 'off' : `${limits} times those documented`,
    preparing: 'Starting a simulated company and its bot; half a minute…',
    direct: (person) => (person === '' ? 'With the bot alone' : `${person} and the bot`),
    edited: '(edited)',
    recalled: '(recalled)',
    asWritten: 'It went as the script says.',
    wrongLine: (file, line, why) => `${file}:${line}: ${why}`,
  },
  demo: {
    starting: 'Starting a simulated company…',
    nextAfterStop: 'Run it again: a demo always begins anew.',
    tenant: ({ people, instances, records }) =>
      `A simulated company: ${counted(people, 'person', 'people')}, ${counted(instances, 'approval')}, ${counted(records, 'Base record')}, a month of attendance.`,
    config: 'Its configuration',
    answers: 'Four questions that no single module can answer',
    questions: {
      approvalHours: 'How long do approvals take, by the applicant’s department?  (approval × contact)',
      absence:
        'Which departments miss punches, and how many of these days are approved leave?  (attendance × approval × contact)',
      baseOwners: 'Which departments own the orders kept in Base?  (base × contact)',
      loadByApprover: 'Who has the most approvals waiting?  (approval; names looked up in Contact)',
    },
    stop: 'Ctrl-C ends it; it commits the rows that have arrived. The simulated company is gone then, the database stays.',
    kept: (path) => `The database is ${path}`,
    preview: 'See the first rows of a table:',
    query: 'Query it further:',
    queryWithDuckdb: 'Or with the `duckdb` program:',
    ownData: 'Your own tenant: larkstream init, larkstream check, larkstream sync.',
  },
  outcomes: { done: 'done', incomplete: 'incomplete', failed: 'failed', stopped: 'stopped' },
};
