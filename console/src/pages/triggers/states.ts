/** States that the list can be narrowed to. */
export const states = ['draft', 'published', 'paused'] as const;
