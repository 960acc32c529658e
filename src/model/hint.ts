import type { ModuleName } from './stream.ts';

/**
 * What of the tenant has changed, as far as an event tells: where to look, never what is there now. Which kinds there are and
 * what their targets hold, only the module knows that makes the hint and acts on it.
 */
export interface Hint {
  readonly module: ModuleName;
  readonly kind: string;
  readonly target: object;
}
