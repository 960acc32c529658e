import type { Message } from '../model/message.ts';
import type { ModuleName } from '../model/stream.ts';
import type { JsonObject } from '../util/json.ts';
import type { ModuleHint } from './hints.ts';

/** What an event of one type leads to. */
export interface EventRule<Hint extends ModuleHint = ModuleHint> {
  /** Where the event's body says that something is to be read again; none for a body that names nothing. */
  readonly toHints: (body: JsonObject) => readonly Hint[];
  /** What is read again, and what it costs: for the reference page. */
  readonly reads: Message;
  /** Any one of them lets the event be pushed; empty where the platform documents none. Source: the event's page. */
  readonly scopes: readonly string[];
}

/** All that the rest of the program knows of a module. It is light: the walk itself is loaded on use. */
export interface Module {
  readonly name: ModuleName;
  readonly title: Message;
  /** `/open-apis/<area>/…`: whose endpoints the module calls. No two modules share one. */
  readonly apiAreas: readonly string[];
  /** By event type, as the developer console names it. */
  readonly events: Readonly<Record<string, EventRule>>;
}
