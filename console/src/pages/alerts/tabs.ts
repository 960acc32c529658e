/** Parts of the page of alerts. */
export const tabs = ['open', 'past', 'channels'] as const;
