/** Who may do what. Data, not code: the routes name an action, one place compares, and a test walks every route as every role. */
export const roles = ['viewer', 'operator', 'admin'] as const;
/** One of `roles`, the least first. */
export type Role = (typeof roles)[number];

/** What routes may ask for. */
export const actions = [
  'see',
  'see-payloads',
  'run',
  'pause',
  'replay',
  'accept-deletes',
  'silence-alert',
  'change-triggers',
  'change',
  'set-secret',
  'reset',
  'export',
  'manage-accounts',
  'manage-keys',
  'see-audit',
  'own',
] as const;
/** One of `actions`. */
export type Action = (typeof actions)[number];

/** The least role of each action. Whoever is more may do it too. */
export const leastRoles: Readonly<Record<Action, Role>> = {
  see: 'viewer',
  'see-payloads': 'operator',
  run: 'operator',
  pause: 'operator',
  replay: 'operator',
  'accept-deletes': 'operator',
  'silence-alert': 'operator',
  /** Triggers and handlers, but for their secrets and for programs. */
  'change-triggers': 'operator',
  change: 'admin',
  'set-secret': 'admin',
  reset: 'admin',
  export: 'admin',
  'manage-accounts': 'admin',
  'manage-keys': 'admin',
  'see-audit': 'admin',
  /** What everybody who is signed in may do with what is their own: password, sign-ins, tokens. */
  own: 'viewer',
};

/** Whether a role is enough for an action. */
export function mayDo(role: Role, action: Action): boolean {
  return roles.indexOf(role) >= roles.indexOf(leastRoles[action]);
}

/** The lesser of two: a token can do no more than its owner. */
export function lesserOf(one: Role, other: Role): Role {
  return roles.indexOf(one) < roles.indexOf(other) ? one : other;
}
