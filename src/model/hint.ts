import type { ModuleName } from './stream.ts';

/**
 * What an event says about a change in the tenant: where to read again, never the new content. Which kinds there are and
 * what their targets hold, only the module knows that makes the hint and acts on it.
 */
export interface Hint {
  readonly module: ModuleName;
  readonly kind: string;
  readonly target: object;
}
