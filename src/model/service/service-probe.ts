import type { JsonObject } from '../../util/json.ts';
import type { Message } from '../message.ts';
import type { Secret } from '../secret.ts';
import type { PlannedEndpoint } from '../source.ts';
import type { Column, ModuleName } from '../stream.ts';
import type { WriteMode } from '../write-mode.ts';
import type { CheckLine, CheckReport } from './check-report.ts';
import type { ChatRequest, DirectoryChat, DirectoryPage, DirectoryPerson, DirectoryRequest } from './directory.ts';
import type { EventAnswer } from './event-answer.ts';
import type { EventMode } from './integration.ts';
import type { LoadedConfig } from './loaded-config.ts';
import type { AppFacts, LookRequest, ScopesOfApp, SeenThing } from './look.ts';
import type { DropOutcome } from './tenant-data.ts';

/** A stream of the tenant, and whether and how the pipeline writes it. */
export interface FoundStream {
  readonly name: string;
  readonly module: ModuleName;
  readonly title: Message;
  readonly description: Message;
  readonly columns: readonly Pick<Column, 'name' | 'type' | 'description' | 'title'>[];
  readonly primaryKey: readonly string[];
  /** The column that grows with time, where reading on is possible. */
  readonly cursor: string | undefined;
  /** False when the pipeline leaves it out. */
  readonly isWanted: boolean;
  readonly mode: WriteMode | undefined;
}

/** The first rows of a stream, as they would be written. */
export interface PreviewedStream {
  readonly stream: string;
  readonly columns: FoundStream['columns'];
  readonly rows: readonly JsonObject[];
  /** False when the time was over before there were as many rows as asked for, and the stream had not ended. */
  readonly isWhole: boolean;
}

/** What the next run would call. */
export interface SyncPlan {
  readonly endpoints: readonly PlannedEndpoint[];
  readonly calls: number;
  /** The least time at the limits of the platform; endpoints are called at the same time. */
  readonly seconds: number;
  readonly isEstimate: boolean;
}

/** What an integration is asked about. */
export interface IntegrationQuestions {
  /** Its configuration; modules stand there for the form only. */
  readonly config: LoadedConfig;
  /** Of each pipeline: what it reads. */
  readonly modules: readonly JsonObject[];
  readonly mode: EventMode;
  /** Where the platform posts its events, and what proves them; undefined where none are posted. */
  readonly webhook:
    | { readonly url: string; readonly verificationToken: Secret; readonly encryptKey: Secret | undefined }
    | undefined;
  /** The long connections that the service itself holds; undefined where that is not known. */
  readonly ownConnections: number | undefined;
}

/** What is asked about the events of an integration. */
export type EventQuestions = Pick<IntegrationQuestions, 'config' | 'modules' | 'mode'>;

/** Looks at the ends of a pipeline, and writes nothing. */
export interface ServiceProbe {
  /** Named checks, one by one as they are done. */
  testIntegration(questions: IntegrationQuestions, signal: AbortSignal): AsyncGenerator<CheckLine, CheckReport>;
  /** Whether the events come that the modules need. */
  askAboutEvents(questions: EventQuestions, signal: AbortSignal): Promise<EventAnswer>;
  /** `text` holds the settings of the destination only. */
  testDestination(destination: LoadedConfig, signal: AbortSignal): Promise<readonly CheckLine[]>;
  /** Deletes what is ours in the schema, file or folder that a destination has for this tenant alone. `found` is told before. @throws as the destination */
  dropTenant(destination: LoadedConfig, tenantKey: string, found: () => Promise<void>): Promise<DropOutcome>;
  discover(config: LoadedConfig, signal: AbortSignal): Promise<readonly FoundStream[]>;
  preview(
    config: LoadedConfig,
    options: { readonly stream: string; readonly rows: number },
    signal: AbortSignal,
  ): Promise<PreviewedStream>;
  plan(config: LoadedConfig, options: { readonly full: boolean }, signal: AbortSignal): Promise<SyncPlan>;
  /** People or departments, to choose from. */
  readDepartments(config: LoadedConfig, request: DirectoryRequest, signal: AbortSignal): Promise<DirectoryPage>;
  readPeople(
    config: LoadedConfig,
    request: DirectoryRequest,
    signal: AbortSignal,
  ): Promise<DirectoryPage<DirectoryPerson>>;
  /** Groups that the bot is in. */
  readChats(config: LoadedConfig, request: ChatRequest, signal: AbortSignal): Promise<DirectoryPage<DirectoryChat>>;
  /** What somebody has pasted into a form. */
  look(config: LoadedConfig, request: LookRequest, signal: AbortSignal): Promise<SeenThing>;
  /** Which scopes the app has been granted. */
  readScopes(config: LoadedConfig, signal: AbortSignal): Promise<ScopesOfApp>;
  /** The `open_id` of the app's bot; undefined when it has none. */
  readBotOpenId(config: LoadedConfig, signal: AbortSignal): Promise<string | undefined>;
  /** What a trigger needs of the app, and which of these groups its bot is in. */
  readAppFacts(config: LoadedConfig, chats: readonly string[], signal: AbortSignal): Promise<AppFacts>;
  /** Asks the tenant's administrator for the scopes that the app wants and has not got. */
  applyForScopes(config: LoadedConfig, signal: AbortSignal): Promise<void>;
}
