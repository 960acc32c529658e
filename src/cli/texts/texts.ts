import type { EventState } from '../../model/event.ts';
import type { ConnectionState, RefusalReason } from '../../model/event-store.ts';
import type { Language } from '../../model/message.ts';
import type { RunOutcome } from '../../model/run-report.ts';
import type { CheckResult } from '../../model/source.ts';
import type { Finding } from '../../operations/diagnose.ts';
import type { BotTexts } from './bot-texts.ts';
import type { CommandTexts, HelpTexts, OptionTexts } from './help-texts.ts';
import type { RemoteTexts } from './remote-texts.ts';
import type { RunTexts } from './run-texts.ts';
import type { ServiceDemoTexts, ServiceTexts } from './service-texts.ts';

/** Everything that a screen says, in one language; what errors and checks say, they bring along in every language. */
export interface Texts extends RunTexts {
  readonly language: Language;
  readonly help: HelpTexts;
  readonly commands: CommandTexts;
  readonly options: OptionTexts;
  readonly progress: ProgressTexts;
  /** Between a name and what it has; in English with its blank. */
  readonly colon: string;
  readonly error: ErrorTexts;
  readonly check: CheckTexts;
  readonly discover: DiscoverTexts;
  readonly reset: ResetTexts;
  readonly doctor: DoctorTexts;
  readonly every: EveryTexts;
  readonly query: QueryTexts;
  readonly sandbox: SandboxTexts;
  readonly live: LiveTexts;
  readonly events: EventTexts;
  readonly demo: DemoTexts;
  readonly service: ServiceTexts;
  readonly serviceDemo: ServiceDemoTexts;
  readonly remote: RemoteTexts;
  readonly bots: BotTexts;
  readonly outcomes: Readonly<Record<RunOutcome, string>>;
}

interface ProgressTexts {
  readonly rows: (count: number) => string;
  readonly perSecond: string;
  readonly calls: (count: number) => string;
  readonly finished: string;
  readonly waitingForQuota: (duration: string) => string;
  readonly waitingToRetry: (duration: string) => string;
  readonly left: (duration: string) => string;
  readonly commits: (count: number) => string;
  readonly syncing: (app: string, target: string) => string;
  readonly reading: (target: string) => string;
  readonly starting: string;
  readonly stopping: string;
}

interface ErrorTexts {
  readonly next: string;
  readonly code: string;
  readonly logId: string;
  readonly where: string;
  readonly unexpected: string;
}

interface CheckTexts {
  readonly checking: (target: string) => string;
  readonly outcomes: Readonly<Record<CheckResult['outcome'], string>>;
  readonly connection: string;
  /** What a line of the check is about, from the word that programs read. */
  readonly subject: (subject: string) => string;
  readonly allGood: string;
  /** No check failed, and this number of checks warn. */
  readonly nothingFailed: (warnings: number) => string;
  readonly someFailed: (count: number) => string;
}

interface DiscoverTexts {
  readonly listing: (app: string) => string;
  readonly module: string;
  readonly stream: string;
  readonly key: string;
  readonly columns: string;
  readonly title: string;
  readonly unwantedStream: (title: string) => string;
}

interface LiveTexts {
  readonly receiving: (way: string) => string;
  readonly statusAt: (url: string) => string;
  readonly noEncryptKey: string;
  /** How events are received. */
  readonly modes: Readonly<Record<'webhook' | 'long_connection', string>>;
  readonly connection: Readonly<Record<ConnectionState, string>>;
  readonly nextTry: (seconds: number) => string;
  readonly subscribed: (done: number, all: number) => string;
  readonly notSubscribed: (subject: string, reason: string) => string;
  readonly following: string;
  readonly events: (count: number) => string;
  /** `events` as the text before says it. */
  readonly batch: (parts: { readonly events: string; readonly what: string; readonly lag: string }) => string;
  readonly nothingOfOurs: string;
  readonly deleted: (count: string) => string;
  readonly reconciled: (rows: number) => string;
  readonly tenant: Readonly<Record<'installed' | 'uninstalled', (tenant: string) => string>>;
  readonly refused: (count: number, what: string) => string;
  readonly skipped: (count: number) => string;
  readonly deadLetter: (parts: { readonly id: string; readonly type: string; readonly error: string }) => string;
  readonly stop: string;
  /** Before the error that ended a streaming phase, and what happens next. */
  readonly brokenOff: string;
  readonly readAgain: string;
  readonly stopped: string;
  readonly listening: string;
}

interface EventTexts {
  readonly heading: string;
  readonly mode: string;
  readonly state: string;
  readonly bot: string;
  readonly lastEvent: string;
  readonly owner: string;
  readonly lastError: string;
  readonly gone: string;
  readonly inbox: (pending: number, dead: number) => string;
  readonly consumer: string;
  /** A warning with what to do. */
  readonly expired: (count: number, consumer: string) => string;
  /** Columns of the time from receiving to being done, in seconds. */
  readonly lagHalf: string;
  readonly lagMost: string;
  readonly type: string;
  readonly states: Readonly<Record<EventState, string>>;
  readonly received: string;
  readonly id: string;
  readonly attempts: string;
  readonly lastErrorAt: (time: string) => string;
  /** Why requests to the webhook are not believed, and what to do about it. */
  readonly refusals: Readonly<Record<RefusalReason, { readonly what: string; readonly next: string }>>;
  readonly refused: (count: number, what: string) => string;
  readonly none: (appId: string) => string;
  readonly noStore: (store: string) => string;
  readonly noDead: string;
  readonly replayed: (count: number) => string;
  readonly commanded: (count: number) => string;
  readonly payload: string;
  readonly noConnection: string;
  readonly connectedWithoutEvents: string;
}

interface DoctorTexts {
  readonly areas: Readonly<Record<Finding['area'], string>>;
  /** The subject's own name where there is none. */
  readonly subjects: Readonly<Partial<Record<string, string>>>;
}

interface EveryTexts {
  readonly next: (at: string) => string;
  readonly hookFailed: (code: string) => string;
}

interface QueryTexts {
  readonly rows: (count: number) => string;
  readonly more: (shown: number) => string;
}

interface ResetTexts {
  readonly confirm: (streams: string, target: string) => string;
  readonly done: (streams: string) => string;
  readonly sharedWalk: (module: string) => string;
  readonly cancelled: string;
}

interface SandboxTexts {
  readonly running: string;
  readonly address: string;
  readonly chats: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly configHeading: string;
  readonly configWritten: (file: string) => string;
  readonly stop: string;
  readonly tenant: string;
  readonly ofSeed: (tenant: string, seed: number) => string;
  readonly limits: string;
  readonly limitsWord: (limits: 'documented' | 'off' | number) => string;
  /** Of a conversation: what is waited for, the chat of a person with the bot, and what became of it. */
  readonly preparing: string;
  readonly direct: (person: string) => string;
  readonly edited: string;
  readonly recalled: string;
  readonly asWritten: string;
  readonly wrongLine: (file: string, line: number, why: string) => string;
}

interface DemoTexts {
  /** What becomes of a live demo when it ends. */
  readonly stop: string;
  readonly starting: string;
  readonly nextAfterStop: string;
  readonly tenant: (parts: { readonly people: number; readonly instances: number; readonly records: number }) => string;
  readonly config: string;
  readonly answers: string;
  readonly questions: Readonly<Record<DemoQuestion, string>>;
  readonly kept: (path: string) => string;
  readonly preview: string;
  readonly query: string;
  readonly queryWithDuckdb: string;
  readonly ownData: string;
}

/** What the demo asks of the replicated tenant; the SQL is in `app/demo/questions.ts`. */
const demoQuestions = ['approvalHours', 'absence', 'baseOwners', 'loadByApprover'] as const;
type DemoQuestion = (typeof demoQuestions)[number];
