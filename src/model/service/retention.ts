/** How many days the service keeps what comes to an end by itself. The page on running the service lists them. */
export const retentionDays = {
  /** With their attempts and reports; the last one of a pipeline stays. */
  runs: 90,
  /** Of the logs of runs. */
  lines: 30,
  audit: 400,
  /** After they have recovered. */
  alerts: 90,
  /** What was decided about events by triggers, worked on by handlers and sent. */
  turns: 30,
  /** After they were active last; their messages go earlier where the trigger says so. */
  sessions: 90,
  /** People who have written, after they were seen last; those of whom somebody has said something stay. */
  people: 400,
  /** Also what has become of them; those that were given up stay. */
  events: 30,
} as const;
