import type { ApiSchemas } from '../client/contract/schemas.ts';
import type { ChatKind } from '../model/triggers/inbound-message.ts';
import type { GivenSetting } from './option-values.ts';
import type { RemoteFlags } from './remote/open-remote.ts';

/** What `larkstream triggers` is asked: `versions` are numbers, `draft` or `published`. */
export interface TriggerRequest {
  readonly command:
    | ('list' | 'show' | 'create' | 'update' | 'publish' | 'pause' | 'resume' | 'move' | 'delete')
    | ('dry-run' | 'versions' | 'diff' | 'listen');
  /** The name of one that is to be made. */
  readonly trigger: string | undefined;
  readonly versions: readonly string[];
}

/** The options of `larkstream triggers`. */
export interface TriggerFlags extends RemoteFlags {
  readonly limit: number;
  readonly integration?: string;
  readonly state?: ApiSchemas['Trigger']['state'];
  readonly text?: string;
  readonly chatKind?: ChatKind;
  readonly from?: string;
  readonly mention?: boolean;
  readonly last?: number;
  readonly settings?: string;
  readonly forward?: string;
  readonly all?: boolean;
  readonly keyFile?: string;
  readonly set?: readonly GivenSetting[];
  readonly handler?: string;
  readonly name?: string;
  readonly position?: number;
  readonly shadow?: boolean;
  readonly yes?: boolean;
}
