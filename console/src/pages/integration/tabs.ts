/** Parts of the page of an integration. */
export const tabs = ['status', 'users', 'sessions', 'settings'] as const;
