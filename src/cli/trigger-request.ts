import type { ApiSchemas } from '../client/contract/schemas.ts';
import type { ChatKind } from '../model/triggers/inbound-message.ts';
import type { RemoteFlags } from './remote/open-remote.ts';

/** What `larkstream triggers` is asked: `versions` are numbers, `draft` or `published`. */
export interface TriggerRequest {
  readonly command: 'list' | 'show' | 'publish' | 'pause' | 'resume' | 'dry-run' | 'versions' | 'diff' | 'listen';
  readonly trigger: string | undefined;
  readonly versions: readonly string[];
}

/** The options of `larkstream triggers`; all but those of lists are for a dry run. */
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
}
