/** By what changes are counted. */
export const perChoices = ['run', 'day'] as const;
