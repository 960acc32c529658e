/** Parts of the page of one's own account. */
export const tabs = ['profile', 'sign-ins', 'tokens'] as const;
