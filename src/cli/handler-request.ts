import type { ApiSchemas } from '../client/contract/schemas.ts';
import type { GivenSetting } from './option-values.ts';
import type { RemoteFlags } from './remote/open-remote.ts';

/** What `larkstream handlers` is asked; `handler` is the name of one that is to be made. */
export interface HandlerRequest {
  readonly command: 'list' | 'show' | 'create' | 'update' | 'test' | 'enable' | 'disable' | 'rotate-key' | 'delete';
  readonly handler: string | undefined;
}

/** The options of `larkstream handlers`. */
export interface HandlerFlags extends RemoteFlags {
  readonly limit: number;
  readonly kind?: ApiSchemas['Handler']['kind'];
  readonly url?: string;
  readonly settings?: string;
  readonly set?: readonly GivenSetting[];
  /** Names of secrets, and of the environment variables that hold them. */
  readonly secret?: readonly (readonly [secret: string, variable: string])[];
  readonly name?: string;
  readonly keyFile?: string;
  readonly yes?: boolean;
}
