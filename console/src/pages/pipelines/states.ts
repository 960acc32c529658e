/** Where a pipeline stands. */
export const states = ['draft', 'active', 'paused'] as const;
/** How its last run has ended, or that its rows are older than promised. */
export const standings = ['failed', 'incomplete', 'succeeded', 'none', 'late'] as const;
