import type { Role } from './role.ts';

/** Who asks for something: a person, a program with a token, or the service itself. It is what audit lines name. */
export interface Caller {
  readonly kind: 'account' | 'token' | 'service' | 'setup';
  readonly id: string | undefined;
  readonly name: string;
  /** What it may do. A token's is the lesser of its own and its owner's. */
  readonly role: Role;
  /** The account that it acts for; undefined for the service. */
  readonly accountId: string | undefined;
  /** The sign-in of the browser that asks, where one does. */
  readonly signInId?: string | undefined;
  readonly address: string | undefined;
  readonly requestId: string | undefined;
}

/** The service itself, or whoever can open its store on a command line: nobody has signed in for it. */
export function serviceCaller(name: string): Caller {
  return {
    kind: 'service',
    id: undefined,
    name,
    role: 'admin',
    accountId: undefined,
    address: undefined,
    requestId: undefined,
  };
}
