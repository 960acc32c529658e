import type { EventState } from '../model/event.ts';
import type { RemoteFlags } from './remote/open-remote.ts';

/** The word `dead` in the place of ids means all dead letters. */
export interface EventRequest {
  readonly command: 'list' | 'show' | 'why' | 'replay' | 'retry' | 'discard';
  readonly ids: readonly string[];
}

/** `type` and `integration` are for a service only. */
export interface EventsFlags extends RemoteFlags {
  readonly config?: string;
  readonly state?: EventState;
  readonly consumer?: string;
  readonly type?: string;
  readonly integration?: string;
  readonly limit: number;
}

/** Whether all dead letters are meant. */
export function isDead(ids: readonly string[]): boolean {
  return ids.length === 1 && ids[0] === 'dead';
}
