import type { z } from 'zod';
import type { AttachmentStore } from '../model/attachment-store.ts';
import type { Message } from '../model/message.ts';
import type { ModuleName, Stream } from '../model/stream.ts';
import type { JsonObject } from '../util/json.ts';
import type { Directory } from './directory.ts';
import type { Feed } from './feed.ts';
import type { ModuleHint } from './hints.ts';
import type { ModuleQuestions } from './questions.ts';
import type { ModuleScopes } from './scopes.ts';
import type { TemplateWriter } from './template.ts';

/** What an event of one type leads to. */
export interface EventRule<Hint extends ModuleHint = ModuleHint> {
  /** Where the event's body says that something is to be read again; none for a body that names nothing. */
  readonly toHints: (body: JsonObject) => readonly Hint[];
  /** What is read again, and what it costs: for the reference page. */
  readonly reads: Message;
  /** Pushed only where a person has subscribed with their own token: an app lacks nothing without it. */
  readonly isOfPerson?: true;
  /** Any one of them lets the event be pushed; empty where the platform documents none. Source: the event's page. */
  readonly scopes: readonly string[];
}

/** Makes a feed for one read; the directory is shared by the feeds of the read. */
type FeedMaker = (directory: Directory) => Feed;

/** What a module is given besides its settings. */
export interface ModuleParts {
  /** Where attachments are downloaded to; they are not when absent. */
  readonly attachments?: AttachmentStore | undefined;
}

/** `rows`: that one has come or gone, for what is computed from elsewhere changes in silence; `changes`: all. */
export type ToldByEvents = 'changes' | 'rows' | 'nothing';

/**
 * All that the rest of the program knows of a module. It is light, for every command loads it: streams and the walk are loaded on
 * use.
 */
export interface Module<Settings extends object = object> {
  /** As the configuration calls it; holds no `/`. Its streams are named `<name>_…`. */
  readonly name: ModuleName;
  readonly title: Message;
  /** `/open-apis/<area>/…`: whose endpoints the module calls. No two modules share one. */
  readonly apiAreas: readonly string[];
  /** The module's object in the configuration; all its settings are declared here and nowhere else. */
  readonly settings: z.ZodType<Settings>;
  /** Settings without which nothing can be read: a configuration names at least one entry of each. */
  readonly requires?: readonly string[];
  /**
   * For a module that reads from a day on, whose settings then hold `start_date` and `lookback_days`: the number of days to read
   * when no day is set.
   */
  readonly daysBack?: number;
  /** Its lines in a new configuration file, from `<name>:` on, without the indent of the whole; an empty object when absent. */
  template?(given: Partial<Settings>, writer: TemplateWriter): readonly string[];
  /** What `init` asks about it; nothing when absent. */
  loadQuestions?(): Promise<ModuleQuestions<Settings>>;
  /** What the app must be granted, so that everything of the module can be read. */
  readonly scopes: ModuleScopes;
  /** By event type, as the developer console names it. */
  readonly events: Readonly<Record<string, EventRule>>;
  /**
   * Which changes of the stream's rows have an event each, as far as the platform documents it: where such have happened and no event has come, events
   * do not come. None has when absent.
   */
  readonly toldByEvents?: (stream: string) => ToldByEvents;
  /** The streams that do not depend on the tenant. */
  loadStreams(): Promise<readonly Stream[]>;
  /** `settings` as the schema gives them out. */
  load(settings: Settings, parts: ModuleParts): Promise<FeedMaker>;
}
