/** Parts of the page of one trigger. */
export const tabs = ['editor', 'versions', 'settings'] as const;
