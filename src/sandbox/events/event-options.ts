/** How an app is told of events, as its developer chooses in the console; and what the documentation leaves open. */
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

export interface EventOptions {
  /** Seconds after which a push that failed is repeated. Source: the overview of event subscriptions. */
  readonly retrySeconds: readonly number[];
  /** Time runs so many times faster for retries and tickets: 1 is the documented schedule. */
  readonly speed: number;
  /** How long the app has to answer; not compressed. */
  readonly deadlineMs: number;
  /** Whether a repetition carries a new timestamp and signature. Not documented. */
  readonly retriesAreSignedAnew: boolean;
  /** A push that was acknowledged is sent again: one in so many; 0 for none. The platform promises "at least once". */
  readonly repeatsOneIn: number;
  /** How often an app of the store is sent its ticket. */
  readonly ticketSeconds: number;
  /** Without the scope the key is missing, or its value is empty. Not documented which. */
  readonly userIds: 'present' | 'empty' | 'missing';
}

export const defaultAppEvents: AppEvents = {
  mode: 'off',
  url: null,
  verificationToken: '',
  encryptKey: null,
  types: ['*'],
};

export const defaultEventOptions: EventOptions = {
  retrySeconds: [15, 300, 3_600, 21_600],
  speed: 1,
  deadlineMs: 3_000,
  retriesAreSignedAnew: true,
  repeatsOneIn: 0,
  ticketSeconds: 3_600,
  userIds: 'present',
};
