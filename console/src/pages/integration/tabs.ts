/** Parts of the page of an integration. */
export const tabs = ['status', 'users', 'sessions', 'settings'] as const;
/** Whom the tab of people shows: those of the company, or those who have written. */
export const peopleViews = ['company', 'known'] as const;
