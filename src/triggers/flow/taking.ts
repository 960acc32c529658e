import type { StoredEvent } from '../../model/event.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { FlowApp, FlowParts } from './flow-parts.ts';
import type { KnownSubject } from './read-subject.ts';

/** One event on its way through the flow. */
export interface Taking {
  readonly parts: FlowParts;
  readonly integration: Integration;
  readonly app: FlowApp;
  readonly event: StoredEvent;
  readonly known: KnownSubject;
}
