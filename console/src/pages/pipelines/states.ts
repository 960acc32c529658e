/** Where a pipeline stands. */
export const states = ['draft', 'active', 'paused'] as const;
