/** Levels that the log can be cut to; without one, all lines are shown. */
export const logLevels = ['info', 'warn', 'error'] as const;
