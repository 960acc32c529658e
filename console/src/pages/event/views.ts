/** Ways to look at what was pushed. */
export const payloadViews = ['tree', 'json', 'headers'] as const;
