/** Parts of the page of an integration. */
export const tabs = ['status', 'users', 'settings'] as const;
