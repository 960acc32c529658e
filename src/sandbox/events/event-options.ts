/** How an app gets events, as its developer chooses in the console. */
export interface AppEvents {
  readonly mode: 'off' | 'webhook' | 'long_connection';
  /** The request URL of the mode `webhook`. */
  readonly url: string | null;
  readonly verificationToken: string;
  /** `null`: events are sent in the clear and without a signature. */
  readonly encryptKey: string | null;
  /** Types that the app has added in the console; `*` stands for all. */
  readonly types: readonly string[];
}

/** How the platform delivers events: the documented schedule, and switches for what the documentation leaves open. */
export interface EventOptions {
  /** Seconds after which a push that failed is repeated. Source: the overview of event subscriptions. */
  readonly retrySeconds: readonly number[];
  /** The factor by which time runs faster for retries and tickets: 1 is the documented schedule. */
  readonly speed: number;
  /** How long the app has to answer; `speed` does not shorten it. */
  readonly deadlineMs: number;
  /** Whether a repetition carries a new timestamp and signature. Not documented. */
  readonly retriesAreSignedAnew: boolean;
  /** One of this many acknowledged pushes is sent again; 0: none. The platform promises "at least once". */
  readonly repeatsOneIn: number;
  /** Seconds from one ticket of a store app to the next. */
  readonly ticketSeconds: number;
  /** `user_id` beside an `open_id`: as with its scope, or without it empty or missing. Not documented which. */
  readonly userIds: 'present' | 'empty' | 'missing';
}

/** An app gets no event until its options or `POST /sandbox/events` choose a mode. */
export const defaultAppEvents: AppEvents = {
  mode: 'off',
  url: null,
  verificationToken: '',
  encryptKey: null,
  types: ['*'],
};

/** The documented schedule: repetitions after 15 s, 5 min, 1 h and 6 h, three seconds to answer, a ticket an hour. */
export const defaultEventOptions: EventOptions = {
  retrySeconds: [15, 300, 3_600, 21_600],
  speed: 1,
  deadlineMs: 3_000,
  retriesAreSignedAnew: true,
  repeatsOneIn: 0,
  ticketSeconds: 3_600,
  userIds: 'present',
};
