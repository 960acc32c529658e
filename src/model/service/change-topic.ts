/** The kinds of things whose changes are told to those who watch, and which the audit names. */
export const changeTopics = [
  'account',
  'alert',
  'alert_channel',
  'destination',
  'event',
  'handler',
  'installation',
  'integration',
  'keys',
  'person',
  'pipeline',
  'run',
  'service',
  'session',
  'sign_in_provider',
  'token',
  'trigger',
  'turn',
  'worker',
] as const;
/** One of `changeTopics`. */
export type ChangeTopic = (typeof changeTopics)[number];
