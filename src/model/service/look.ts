/** What a person has pasted into a form: a link, a token or a code. */
export interface LookRequest {
  /** The module that it is for. */
  readonly module: string;
  readonly reference: string;
}

/** A part of what was pasted, such as a table of a Base. */
export interface SeenPart {
  readonly id: string;
  readonly name: string;
  /** Undefined where the platform does not say. */
  readonly records: number | undefined;
}

/** What it is, as a person knows it. */
export interface SeenThing {
  readonly id: string;
  readonly name: string;
  readonly parts: readonly SeenPart[];
  /** The part that a link names, and its view. */
  readonly partId: string | undefined;
  readonly viewId: string | undefined;
}

/** The scopes of an app, and where more are granted. */
export interface ScopesOfApp {
  readonly granted: readonly string[];
  /** Of the app in the developer console, in its region. */
  readonly consoleUrl: string;
}

/** What a trigger needs to know of its app; undefined where it could not be found out. */
export interface AppFacts {
  /** Scopes that the app has. */
  readonly granted: ReadonlySet<string> | undefined;
  /** Types of events that the published version of the app gets. */
  readonly subscribed: ReadonlySet<string> | undefined;
  /** The app's pages in the developer console. */
  readonly consoleUrl?: string | undefined;
  /** Of the groups that were asked for, those that the bot is in, by `chat_id`. */
  readonly chats: ReadonlySet<string> | undefined;
}
