import type { EventState } from '../model/event.ts';
import type { EventDecision } from '../model/service/event-table.ts';
import type { DecisionCode } from '../model/triggers/decision.ts';
import type { RemoteFlags } from './remote/open-remote.ts';

/** The word `dead` in the place of ids means all dead letters. */
export interface EventRequest {
  readonly command: 'list' | 'show' | 'why' | 'replay' | 'retry' | 'discard';
  readonly ids: readonly string[];
}

/** `type` and all that follow it but the last are for a service only. */
export interface EventsFlags extends RemoteFlags {
  readonly config?: string;
  readonly state?: EventState;
  readonly consumer?: string;
  readonly type?: string;
  readonly integration?: string;
  readonly trigger?: string;
  readonly decision?: EventDecision;
  readonly reason?: DecisionCode;
  readonly limit: number;
}

/** Whether all dead letters are meant. */
export function isDead(ids: readonly string[]): boolean {
  return ids.length === 1 && ids[0] === 'dead';
}
