/** How many days the service keeps what comes to an end by itself. The page on running the service lists them. */
export const retentionDays = {
  /** With their attempts and reports; the last one of a pipeline stays. */
  runs: 90,
  /** Of the logs of runs. */
  lines: 30,
  audit: 400,
  /** After they have recovered. */
  alerts: 90,
  /** Also what has become of them; those that were given up stay. */
  events: 30,
} as const;
