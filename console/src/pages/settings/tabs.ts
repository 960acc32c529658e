import type { Action } from '../../data/session.ts';

/** Parts of the page, in their order. */
export const tabs = ['accounts', 'tokens', 'sign-in', 'keys', 'retention', 'about'] as const;
/** One of {@link tabs}. */
export type Tab = (typeof tabs)[number];

/** What one must be allowed to do to see a part. */
export const neededFor: Readonly<Record<Tab, Action>> = {
  accounts: 'manage-accounts',
  tokens: 'manage-accounts',
  'sign-in': 'manage-accounts',
  keys: 'manage-keys',
  retention: 'see',
  about: 'see',
};
