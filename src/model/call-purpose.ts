/**
 * What a call to the platform is made for. `changes`: the signs of what has changed, and what they point at; `new`: what has come since the read before;
 * `audit`: the share of everything that is read again whether it has changed or not; `exact`: what every run reads whole.
 */
export const callPurposes = ['changes', 'new', 'audit', 'exact'] as const;
/** One of `callPurposes`. */
export type CallPurpose = (typeof callPurposes)[number];
