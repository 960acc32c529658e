/** Parts of the page of a pipeline. */
export const tabs = ['status', 'runs', 'settings', 'history'] as const;
